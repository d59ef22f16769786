//! What owners and staff see: the day, the board, a job.
//!
//! Strictly apart from the public sites: its own path, its own cookie, its own sessions. Its code is loaded only here:
//! every page is a lazy route, so that a customer's phone never downloads it.

#[cfg(feature = "ssr")]
/// Every form of the portal, for the router.
pub fn forms() -> Vec<services::visitor::FormRoute> {
    Vec::new()
}
