//! Where providers report what happened: the signature is checked over the raw body, the event kept, and only then
//! acknowledged. The worker does the work.

pub mod stripe;
