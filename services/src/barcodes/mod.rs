//! Barcodes: reading those that vehicles and key tags carry off photos, and drawing those that are printed.

mod read;
mod write;

pub use read::{Reading, read};
pub use write::{Drawing, qr};

#[cfg(test)]
mod tests;
