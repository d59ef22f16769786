//! Taking payments online: the port is `domain::billing::payments`.

pub mod stripe;
