//! What an Image Builder pipeline, recipe or image has built last, for the pins that follow it.

use crate::pin::{Scheme, Track};
use crate::release::regions::{is_account, is_region, partition_of};

use super::ask::Asker;

/// Who builds: the account and the region of an ARN.
pub(super) struct Builder<'t> {
    pub(super) arn: &'t str,
    pub(super) partition: &'t str,
    pub(super) region: &'t str,
    /// Twelve digits, or `aws` for images that AWS manages.
    pub(super) account: &'t str,
}

impl<'t> Builder<'t> {
    /// Who builds what a track follows; none for tracks of another scheme.
    pub(super) fn of(track: &'t Track) -> Option<Self> {
        if track.scheme != Scheme::ImageBuilder {
            return None;
        }
        let mut parts = track.target.splitn(6, ':');
        let [_, Some(partition), _, Some(region), Some(account), Some(_)] =
            std::array::from_fn(|_| parts.next())
        else {
            return None;
        };
        let known = is_region(region) && partition == partition_of(region);
        (known && (is_account(account) || account == "aws")).then_some(Self {
            arn: &track.target,
            partition,
            region,
            account,
        })
    }

    /// Whether an account can be asked: a pipeline shows itself to its own account.
    pub(super) fn is_of(&self, asker: &Asker) -> bool {
        self.partition == asker.partition && [asker.account.as_str(), "aws"].contains(&self.account)
    }
}
