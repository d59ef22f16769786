//! Customers as those see them who receive them: the list, and one customer with vehicles and visits.
//!
//! Rules are in `domain::crm`; the screens are `console::crm`. What customers do themselves is in
//! [`crate::accounts::customer`].

pub mod customer;
pub mod customers;
