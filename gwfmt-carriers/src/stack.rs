//! Work on a stack of its own, for what calls itself once for each level of its input.

use std::sync::{Arc, mpsc};
use std::thread;

use gwfmt_core::span::SourceId;

use crate::{Extraction, Sources};

/// Does the work on a thread with a stack that is deep enough for what the bounds allow, whatever stack the caller has. The
/// caller's thread answers for the files meanwhile.
/// Nothing when no such thread is to be had.
pub(crate) fn on_stack(
    bytes: usize,
    sources: &dyn Sources,
    work: &(dyn Fn(&dyn Sources) -> Extraction + Sync),
) -> Option<Extraction> {
    let (ask, asked) = mpsc::channel();
    let (answer, answers) = mpsc::channel();
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(bytes);
        let there = builder.spawn_scoped(scope, move || work(&Elsewhere { ask, answers }));
        let there = there.ok()?;
        for question in asked {
            let known = match question {
                Question::Read(path) => Answer::Read(sources.read(&path)),
                Question::List(folder) => Answer::Names(sources.list(&folder)),
                Question::Folders(folder) => Answer::Names(sources.folders(&folder)),
                Question::Location => Answer::Location(sources.location()),
            };
            if answer.send(known).is_err() {
                break;
            }
        }
        match there.join() {
            Ok(extraction) => Some(extraction),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// Does work that needs no files on such a thread.
#[cfg(feature = "source")]
pub(crate) fn with_stack<T: Send>(bytes: usize, work: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(bytes);
        match builder.spawn_scoped(scope, work).ok()?.join() {
            Ok(done) => Some(done),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

/// The sources of another thread.
struct Elsewhere {
    ask: mpsc::Sender<Question>,
    answers: mpsc::Receiver<Answer>,
}

enum Question {
    Read(String),
    List(String),
    Folders(String),
    Location,
}

enum Answer {
    Read(Option<(SourceId, Arc<str>)>),
    Names(Vec<String>),
    Location(String),
}

impl Elsewhere {
    fn answer(&self, question: Question) -> Option<Answer> {
        self.ask.send(question).ok()?;
        self.answers.recv().ok()
    }

    fn names(&self, question: Question) -> Vec<String> {
        match self.answer(question) {
            Some(Answer::Names(names)) => names,
            _ => Vec::new(),
        }
    }
}

impl Sources for Elsewhere {
    fn read(&self, path: &str) -> Option<(SourceId, Arc<str>)> {
        match self.answer(Question::Read(path.to_owned()))? {
            Answer::Read(found) => found,
            Answer::Names(_) | Answer::Location(_) => None,
        }
    }

    fn list(&self, folder: &str) -> Vec<String> {
        self.names(Question::List(folder.to_owned()))
    }

    fn folders(&self, folder: &str) -> Vec<String> {
        self.names(Question::Folders(folder.to_owned()))
    }

    fn location(&self) -> String {
        match self.answer(Question::Location) {
            Some(Answer::Location(location)) => location,
            _ => String::new(),
        }
    }
}
