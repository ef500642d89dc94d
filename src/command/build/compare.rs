//! An image that is there beside the one before, and where Fast Launch is on.

use crate::aws::{Aws, Builds};
use crate::build::compare::{Severity, ask, asked, join_stages};
use crate::build::follow::Clock;
use crate::build::{Class, Document, Image};

/// Puts what there is to know into the document. Whatever AWS does not tell is said there; a build that has succeeded does not fail
/// by it. A gate that was asked for and cannot be judged is closed.
pub(super) async fn compare(
    aws: &Aws,
    port: &Builds,
    clock: &impl Clock,
    image: &Image,
    level: Option<Severity>,
    document: &mut Document,
) {
    if image.status.class() != Class::Succeeded {
        return;
    }
    let compared = ask(port, clock, image, level).await;
    join_stages(&mut document.stages, &compared.stages);
    document.comparison = Some(compared.comparison);
    let asked = asked(image, &aws.asker().account);
    if !asked.is_empty() {
        let (told, notes) = aws.fast_launch(&asked).await;
        document.fast_launch = told;
        document.notes.extend(notes);
    }
}
