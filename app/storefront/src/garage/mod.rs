//! x
#[cfg(feature = "ssr")]
pub mod forms {
    pub const ROUTES: &[services::visitor::FormRoute] = &[];
}
