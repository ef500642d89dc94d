use super::Known;

pub(super) const KNOWN: Known = Known {
    id: "marketplace-terms",
    seen: &[&["In order to use this AWS Marketplace product you need to accept terms"]],
    page: include_str!("marketplace_terms.md"),
};
