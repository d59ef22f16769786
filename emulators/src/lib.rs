//! Stand-ins for the servers of other companies, written from their published descriptions. Tests talk to them over
//! real connections, and the demonstration starts one where there is no key. They know nothing of Mainstreet.

pub mod push;
pub mod s3;
pub mod smtp;
pub mod stripe;
