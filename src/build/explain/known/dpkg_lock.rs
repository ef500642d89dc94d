use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "dpkg-lock",
    seen: &[
        &["Could not get lock /var/lib/dpkg/lock"],
        &["Unable to acquire the dpkg frontend lock"],
    ],
    page: include_str!("dpkg_lock.md"),
};
