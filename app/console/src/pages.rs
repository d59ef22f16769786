//! The pages of the portal as lazy routes.

use crate::{accounts, billing, businesses, crm, garage, inspections, notifications, work_orders, workshop};

ui::pages! {
    portal, __preload_portal:
    /// `/console`: where the person works.
    PlacesPage => businesses::Places,
    /// `/console/:slug`: the day at a glance.
    DayPage => garage::Day,
    /// `/console/:slug/board`: the job board.
    BoardPage => garage::Board,
    /// `/console/:slug/me`: the own work of who is signed in.
    MePage => workshop::Me,
    /// `/console/:slug/times`: one's own clocked times.
    MyTimesPage => workshop::MyTimes,
    /// `/console/:slug/times/all`: everybody's clocked times of a day.
    AllTimesPage => workshop::AllTimes,
    /// `/console/:slug/vehicles/:vehicle`: what is known of one vehicle.
    VehiclePage => workshop::Vehicle,
    /// `/console/:slug/reminders`: what all vehicles are due for.
    RemindersPage => workshop::Reminders,
    /// `/console/:slug/jobs/:job`: one job.
    JobPage => garage::JobDetails,
    /// `/console/:slug/work/:order/inspection`: the inspection of its vehicle.
    BayPage => inspections::Bay,
    /// `/console/:slug/customers`: the business's customers.
    CustomersPage => crm::Customers,
    /// `/console/:slug/customers/:customer`: one customer.
    CustomerPage => crm::Customer,
    /// `/console/:slug/messages`: messages that were given up.
    MessagesPage => businesses::Messages,
    /// `/console/:slug/notifications`: what the person was told.
    NotificationsPage => notifications::Notifications,
    /// `/console/:slug/notifications/settings`: what they want to be told.
    NotificationSettingsPage => notifications::Settings,
    /// `/console/sign-in`: signing in with a password.
    SignInPage => accounts::SignIn,
    /// `/console/sign-in/link`: asking for a one-time link.
    SignInLinkPage => accounts::SignInLink,
    /// `/console/reset`: asking for a new password.
    ResetPage => accounts::Reset,
    /// `/console/enter/:token`: following a mailed link.
    EnterPage => accounts::Enter,
    /// `/console/account`: where the person is signed in.
    AccountPage => accounts::Account,
}

ui::pages! {
    work, __preload_work:
    /// `/console/:slug/work`: the work orders.
    WorkOrdersPage => work_orders::WorkOrders,
    /// `/console/:slug/work/:order`: one work order.
    WorkOrderPage => work_orders::WorkOrder,
    /// `/console/:slug/canned`: the canned jobs.
    CannedPage => work_orders::CannedJobs,
}

ui::pages! {
    invoices, __preload_invoices:
    /// `/console/:slug/invoices`: the invoices.
    InvoicesPage => billing::Invoices,
    /// `/console/:slug/invoices/:invoice`: one invoice or credit note.
    InvoicePage => billing::Invoice,
}
