//! What a service adds to the resources that the framework makes, in its own file and in others: parts of templates, read as
//! CloudFormation is, once the variables of the service are filled in.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::choices::Choices;
use super::service::{At, File, Service};
use crate::{Extraction, cloudformation};

/// Adds the formats of the resources.
pub(super) fn formats(service: &Service<'_>, to: &mut Extraction) {
    let ((), _) = service.budgeted(|| {
        let main = &service.main().file;
        let mut files = BTreeMap::from([(main.document().source, Rc::clone(main))]);
        others(service, &mut files);
        for file in files.values() {
            let document = file.document();
            let fill = |text| service.certain(&text);
            let (_, found) = cloudformation::filled(document.source, document.text, &fill);
            to.formats.extend(found.formats);
            to.unknown.extend(found.unknown);
            to.problems.extend(found.problems);
        }
    });
}

/// Adds the files that parts of the resources are in.
fn others(service: &Service<'_>, files: &mut BTreeMap<gwfmt_core::span::SourceId, Rc<File>>) {
    let mut note = |choices: &Choices| {
        for at in choices.nodes() {
            files
                .entry(at.file.document().source)
                .or_insert_with(|| Rc::clone(&at.file));
        }
    };
    let resources = service.path(&["resources"]);
    note(&resources);
    let items = resources.nodes().flat_map(At::items);
    let items: Vec<Choices> = items.map(|at| service.value(&at)).collect();
    items.iter().for_each(&mut note);
    let parts = resources
        .nodes()
        .chain(items.iter().flat_map(Choices::nodes));
    for part in parts {
        for section in ["Resources", "extensions"] {
            let section = service.member(part, section);
            note(&section);
            for (_, resource) in section.nodes().flat_map(At::entries) {
                note(&service.value(&resource));
            }
        }
    }
}
