//! The pages of a business's site as lazy routes. Its first page is not among them: it is what most customers see first,
//! and travels with what every page needs.

use crate::{accounts, agenda, billing, garage, notifications, work_orders};

ui::pages! {
    account, __preload_account:
    /// `/b/:slug/sign-in`: signing in with a password.
    SiteSignInPage => accounts::SignIn,
    /// `/b/:slug/sign-up`: making an account.
    SiteSignUpPage => accounts::SignUp,
    /// `/b/:slug/sign-in/link`: asking for a one-time link.
    SiteSignInLinkPage => accounts::SignInLink,
    /// `/b/:slug/reset`: asking for a new password.
    SiteResetPage => accounts::Reset,
    /// `/b/:slug/enter/:token`: following a mailed link.
    SiteEnterPage => accounts::Enter,
    /// `/b/:slug/account`: who the customer is to us.
    SiteAccountPage => accounts::Account,
    /// `/b/:slug/notifications`: what the customer was told.
    NotificationsPage => notifications::Notifications,
    /// `/b/:slug/account/notifications`: what they want to be told.
    NotificationSettingsPage => notifications::Settings,
}

ui::pages! {
    booking, __preload_booking:
    /// `/b/:slug/book`: choosing a service.
    ServicesPage => agenda::ChooseService,
    /// `/b/:slug/book/:service`: choosing a time.
    TimesPage => agenda::ChooseTime,
    /// `/b/:slug/hold/:token`: a time that waits to be confirmed.
    HeldPage => agenda::Held,
    /// `/b/:slug/visit/:token`: a booking.
    OneVisitPage => agenda::VisitPage,
    /// `/b/:slug/visit/:token/move`: another time for it.
    MovePage => agenda::Move,
    /// `/b/:slug/visits`: the customer's bookings.
    VisitsPage => agenda::Visits,
}

ui::pages! {
    approval, __preload_approval:
    /// `/b/:slug/work/:token`: what is proposed for a vehicle, to approve or decline.
    WorkOrderPage => work_orders::WorkOrder,
}

ui::pages! {
    vehicles, __preload_vehicles:
    /// `/b/:slug/garage`: the customer's vehicles.
    GaragePage => garage::Garage,
    /// `/b/:slug/garage/new`: adding a vehicle.
    NewVehiclePage => garage::NewVehicle,
    /// `/b/:slug/garage/:vehicle`: changing one.
    EditVehiclePage => garage::EditVehicle,
}

ui::pages! {
    paying, __preload_paying:
    /// `/b/:slug/pay/:token`: an invoice, to read and to pay.
    PayPage => billing::Pay,
    /// `/b/:slug/deposit/:token`: the receipt of a deposit.
    ReceiptPage => billing::Receipt,
}
