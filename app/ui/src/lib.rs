//! The design system: components that know no capability, and the plumbing every page shares. The exceptions are
//! [`accounts`], [`billing`] and [`notifications`]: both sides of the product sign people in alike, read the same invoice
//! and list what people were told.
//!
//! Words come from `i18n`, the look from `style/`. To add a component: a file here, its classes in `style/components/`,
//! its snippet in `docs/design-system.md`.

pub mod accounts;
pub mod avatar;
pub mod billing;
pub mod done;
pub mod fault;
pub mod feedback;
pub mod form;
pub mod glyphs;
pub mod icon;
pub mod lazy;
pub mod live;
pub mod notifications;
pub mod page;
pub mod preferences;
pub mod reader;
#[cfg(feature = "ssr")]
pub mod request;
pub mod seen;

pub use fault::Fault;
pub use icon::{Glyph, Icon};
pub use reader::locale;
