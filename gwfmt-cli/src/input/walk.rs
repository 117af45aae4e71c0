//! Folders, walked: each file that some carrier claims is handed over where it is met, by as many threads as there are cores.
//!
//! Links to folders are not followed, as git does not: what they lead to inside the repository is met there.

use std::fs::{self, DirEntry, FileType};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::{env, thread};

use gwfmt_carriers::carrier::Claim;
use gwfmt_carriers::files::{self, Trouble};

use crate::input::ignored::{self, BadIgnoreFile, Ignores, Verdict, bytes_of};

/// What is done with what walking meets. The walk itself knows no carrier and no rule.
pub(crate) trait Visit: Sync {
    /// What a thread gathers.
    type Found: Default + Send;

    /// What the name of a file says of it; files of which it says nothing are not met.
    fn claim(&self, path: &Path) -> Option<Claim>;
    /// Whether the user wants a path left out.
    fn leaves_out(&self, path: &Path, is_folder: bool) -> bool;
    /// Whether the user named the file, so that it is not met besides.
    fn is_named(&self, path: &Path) -> bool;
    /// The folder that nothing is read outside of, for what a folder holds.
    fn root_of(&self, folder: &Path) -> PathBuf;
    /// Whether a file was met already.
    fn is_met(path: &Path, found: &Self::Found) -> bool;
    /// The files, from the root of a repository, that git tracks and that are wanted even where an ignore file of git matches them.
    fn tracked(&self, root: &Path) -> Vec<PathBuf>;
    /// Takes a file. The buffer is the thread's own.
    fn file(&self, path: &Path, claim: Claim, buffer: &mut Vec<u8>, found: &mut Self::Found);
    /// Takes note of a path that cannot be read.
    fn trouble(&self, path: &Path, trouble: Trouble, found: &mut Self::Found);
    /// Takes note of what keeps an ignore file from ignoring anything.
    fn bad_ignore_file(&self, bad: BadIgnoreFile, found: &mut Self::Found);
    /// Adds what another thread gathered.
    fn absorb(found: &mut Self::Found, other: Self::Found);
}

/// Threads beyond these find no more work.
const MOST_THREADS: usize = 8;

/// Files that one thread takes at once.
const BATCH: usize = 32;

/// How many threads to use; for tests, the environment says it.
pub(crate) fn threads() -> usize {
    let said = env::var("GWFMT_THREADS").ok();
    let said = said.and_then(|threads| threads.parse().ok());
    let cores = || thread::available_parallelism().map_or(1, usize::from);
    said.unwrap_or_else(cores).clamp(1, MOST_THREADS)
}

/// Walks the folders.
pub(crate) fn walk<V: Visit>(folders: &[PathBuf], visitor: &V) -> V::Found {
    let mut found = V::Found::default();
    let mut tops = Vec::new();
    let mut tasks = Vec::new();
    for path in folders {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let root = visitor.root_of(&real);
        let mut bad = Vec::new();
        let (mut ignores, ignored) = ignored::above(&real, &root, &mut bad);
        if ignored {
            ignores = Arc::default();
        }
        for bad in bad {
            visitor.bad_ignore_file(bad, &mut found);
        }
        let below = real.strip_prefix(&root).unwrap_or(Path::new(""));
        let mut base = bytes_of(below);
        if !base.is_empty() {
            base.push(b'/');
        }
        tasks.push(Task::Folder(Folder {
            path: path.clone(),
            base,
            ignores,
            top: tops.len(),
        }));
        tops.push(Top { real, root });
    }
    let queue = Queue::new(tasks);
    let shared = Mutex::new(found);
    thread::scope(|scope| {
        for _ in 0..threads() {
            scope.spawn(|| {
                let mut walker = Walker {
                    visitor,
                    queue: &queue,
                    tops: &tops,
                    found: V::Found::default(),
                    buffer: Vec::new(),
                };
                while let Some(task) = queue.next() {
                    match task {
                        Task::Folder(folder) => walker.folder(&folder),
                        Task::Files(files) => {
                            for (path, claim) in files {
                                walker.file(&path, claim);
                            }
                        }
                    }
                    queue.done();
                }
                let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
                V::absorb(&mut shared, walker.found);
            });
        }
    });
    let found = shared.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut walker = Walker {
        visitor,
        queue: &queue,
        tops: &tops,
        found,
        buffer: Vec::new(),
    };
    for (path, top) in folders.iter().zip(&tops) {
        walker.tracked(path, top);
    }
    walker.found
}

/// A folder that was named.
struct Top {
    real: PathBuf,
    /// What nothing is read outside of.
    root: PathBuf,
}

enum Task {
    Folder(Folder),
    Files(Vec<(PathBuf, Claim)>),
}

struct Folder {
    /// As it was named, or met below a folder that was.
    path: PathBuf,
    /// From the root, for patterns.
    base: Vec<u8>,
    /// What is said above it.
    ignores: Arc<Ignores>,
    /// Which named folder it lies in.
    top: usize,
}

/// What is still to do. The last task comes first, so that the queue stays as short as the tree is deep.
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    tasks: Vec<Task>,
    working: usize,
}

impl Queue {
    fn new(tasks: Vec<Task>) -> Self {
        Self {
            state: Mutex::new(State { tasks, working: 0 }),
            changed: Condvar::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, task: Task) {
        self.state().tasks.push(task);
        self.changed.notify_one();
    }

    /// The next task; waits while others may still add some.
    fn next(&self) -> Option<Task> {
        let mut state = self.state();
        loop {
            if let Some(task) = state.tasks.pop() {
                state.working += 1;
                return Some(task);
            }
            if state.working == 0 {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn done(&self) {
        let mut state = self.state();
        state.working -= 1;
        if state.working == 0 {
            self.changed.notify_all();
        }
    }
}

/// What one thread does.
struct Walker<'s, V: Visit> {
    visitor: &'s V,
    queue: &'s Queue,
    tops: &'s [Top],
    found: V::Found,
    buffer: Vec<u8>,
}

impl<V: Visit> Walker<'_, V> {
    fn folder(&mut self, folder: &Folder) {
        let Some(top) = self.tops.get(folder.top) else {
            return;
        };
        let entries = match fs::read_dir(&folder.path) {
            Ok(entries) => entries,
            Err(error) => return self.trouble(&folder.path, Trouble::Io(error)),
        };
        let mut bad = Vec::new();
        let ignores = folder
            .ignores
            .enter(&folder.path, &top.root, &folder.base, &mut bad);
        for bad in bad {
            self.visitor.bad_ignore_file(bad, &mut self.found);
        }
        let mut files = Vec::new();
        for entry in entries {
            let met = entry.and_then(|entry| {
                let kind = entry.file_type()?;
                Ok((entry, kind))
            });
            match met {
                Ok((entry, kind)) => self.entry(folder, &ignores, &entry, kind, &mut files),
                Err(error) => self.trouble(&folder.path, Trouble::Io(error)),
            }
            if files.len() >= BATCH {
                self.queue.push(Task::Files(std::mem::take(&mut files)));
            }
        }
        if !files.is_empty() {
            self.queue.push(Task::Files(files));
        }
    }

    /// The files of values that git tracks, of those that were left out because of an ignore file of git.
    fn tracked(&mut self, folder: &Path, top: &Top) {
        for below in self.visitor.tracked(&top.root) {
            let real = top.root.join(below);
            let Ok(below) = real.strip_prefix(&top.real) else {
                continue;
            };
            let path = folder.join(below);
            let is_left_out = V::is_met(&path, &self.found)
                || self.visitor.is_named(&path)
                || self.visitor.leaves_out(&path, false)
                || is_hidden_below(&real, &top.real)
                || ignored::is_left_out(&real, &top.root);
            // no link on the way, and a file that is still there
            let is_there = || files::within(&real, &top.root).is_ok_and(|found| found == real);
            if !is_left_out
                && is_there()
                && let Some(claim) = self.visitor.claim(&path)
            {
                self.file(&path, claim);
            }
        }
    }

    fn entry(
        &mut self,
        folder: &Folder,
        ignores: &Arc<Ignores>,
        entry: &DirEntry,
        file_type: FileType,
        files: &mut Vec<(PathBuf, Claim)>,
    ) {
        let name = entry.file_name();
        let is_folder = file_type.is_dir();
        let path = folder.path.join(&name);
        let claim = self.visitor.claim(&path);
        if name == ".git" || claim.is_none() && !is_folder {
            return;
        }
        let mut base = folder.base.clone();
        base.extend_from_slice(name.as_encoded_bytes());
        let is_hidden = name.as_encoded_bytes().starts_with(b".");
        let is_left_out = match ignores.verdict(&base, is_folder) {
            Some(verdict) => verdict == Verdict::Ignored,
            None => is_hidden,
        };
        if is_left_out || self.visitor.leaves_out(&path, is_folder) {
            return;
        }
        if is_folder {
            base.push(b'/');
            self.queue.push(Task::Folder(Folder {
                path,
                base,
                ignores: Arc::clone(ignores),
                top: folder.top,
            }));
            return;
        }
        let Some(claim) = claim.filter(|_| !self.visitor.is_named(&path)) else {
            return;
        };
        if file_type.is_symlink() {
            match self.link(folder.top, &path, claim) {
                Ok(true) => files.push((path, claim)),
                Ok(false) => {}
                Err(trouble) => self.trouble(&path, trouble),
            }
        } else if let Some(other) = files::not_a_file(file_type) {
            self.trouble(&path, Trouble::NotAFile(other));
        } else {
            files.push((path, claim));
        }
    }

    /// Whether a link stands for a file that is to be read under its name. A file that is read by itself
    /// and is met at its own place is not read twice; one that is read by folder is a part of each folder that it is linked into.
    fn link(&self, top: usize, path: &Path, claim: Claim) -> Result<bool, Trouble> {
        let Some(own) = self.tops.get(top) else {
            return Ok(false);
        };
        let real = files::within(path, &own.root)?;
        let found = fs::metadata(&real).map_err(Trouble::Io)?;
        if found.is_dir() {
            return Ok(false);
        }
        if let Some(other) = files::not_a_file(found.file_type()) {
            return Err(Trouble::NotAFile(other));
        }
        let meets = |top: &Top| {
            real.starts_with(&top.real)
                && self.visitor.claim(&real) == Some(claim)
                && !self.visitor.leaves_out(&real, false)
                && !ignored::above(&real, &top.root, &mut Vec::new()).1
                && !is_hidden_below(&real, &top.real)
        };
        Ok(claim != Claim::File || !self.tops.iter().any(meets))
    }

    fn trouble(&mut self, path: &Path, trouble: Trouble) {
        self.visitor.trouble(path, trouble, &mut self.found);
    }

    fn file(&mut self, path: &Path, claim: Claim) {
        self.visitor
            .file(path, claim, &mut self.buffer, &mut self.found);
    }
}

fn is_hidden_below(path: &Path, folder: &Path) -> bool {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let mut names = below.components();
    names.any(|name| name.as_os_str().as_encoded_bytes().starts_with(b"."))
}
