//! The look of a business's site: one colour and one pair of fonts, from which everything else follows.
//!
//! The owner chooses in `console::sites`, which shows the result while they choose; `services::sites` stores
//! the choice; the shell prints the palette into the page, so that a site is right before its style arrives.

pub mod brand;
pub mod colour;

pub use brand::{Brand, FontPair, Palette, Theme, Tones, palette};
pub use colour::Rgb;
