//! Push messages: the section of the settings, its forms, and the real binary against a push service.

use crate::{
    client::Site,
    processes::{Folder, Server, beside, cookie, free_addr},
};
use domain::{accounts::Realm, clock::SystemClock, messaging::push::PushMessage};
use emulators::push::{Push as Service, Subscription};
use http::StatusCode;
use providers::messaging::push::{WebPush, vapid::VapidKey};
use services::{Core, installation};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const SETTINGS: &str = "/b/harbour-garage/account/notifications";
const CUSTOMER: &str = "customer@mainstreet.example";

fn turn_on(browser: &Subscription) -> [(&str, &str); 4] {
    let Subscription { endpoint, p256dh, auth } = browser;
    [("form", "push_on"), ("endpoint", endpoint), ("p256dh", p256dh), ("auth", auth)]
}

/// The key that browsers of the installation on this database subscribe with.
async fn public_key(core: &Core) -> String {
    let kept =
        installation::secret(core, "vapid", || panic!("the server made it at its start")).await.unwrap();
    VapidKey::read(&kept).unwrap().public().to_owned()
}

#[tokio::test]
async fn the_settings_offer_push_list_the_devices_and_take_them_off_without_a_script() {
    let site = Site::new().await;
    let customer = site.session(CUSTOMER, Realm::Site).await;
    let away = site.get(SETTINGS, &customer).await;
    assert!(!away.body.contains("data-push-on"), "nothing can be turned on where no push leaves");

    let service = Service::start().await.unwrap();
    let key = VapidKey::read(&VapidKey::generate().unwrap()).unwrap();
    let public = key.public().to_owned();
    let origins = [service.origin().to_owned()];
    let push = WebPush::new(key, "mailto:hello@quay.example", Arc::new(SystemClock), &origins).unwrap();
    site.core().connect_push(Arc::new(push));
    let page = site.get(SETTINGS, &customer).await;
    assert!(page.body.contains(&format!("data-push=\"{public}\"")), "{}", page.body);
    assert!(page.body.contains("data-push-on") && !page.body.contains("push_test"));

    let browser = service.subscribe(&public);
    let refused = site.post(SETTINGS, &[("form", "push_on"), ("endpoint", "https://x")], &customer).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let on = site.post(SETTINGS, &turn_on(&browser), &customer).await;
    assert_eq!(
        (on.status, on.header("location")),
        (StatusCode::SEE_OTHER, &*format!("{SETTINGS}?done=push_on"))
    );
    let page = site.get(SETTINGS, &customer).await;
    assert!(page.body.contains("push_test"));
    for secret in [&browser.endpoint, &browser.p256dh, &browser.auth] {
        assert!(!page.body.contains(secret.as_str()), "what the browser gave out stays here");
    }

    let id =
        page.body.split("name=\"device\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let off = site.post(SETTINGS, &[("form", "push_off"), ("device", id)], &customer).await;
    assert_eq!(off.header("location"), format!("{SETTINGS}?done=push_off"));
    let none = site.post(SETTINGS, &[("form", "push_test")], &customer).await;
    assert_eq!(none.status, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_binary_makes_its_key_once_and_sends_a_test_to_the_device_that_asked_for_it() {
    let (folder, service) = (Folder::new(), Service::start().await.unwrap());
    let settings = [("MAINSTREET_PUSH_ALLOW_ORIGIN", service.origin())];
    let core_url = format!("sqlite://{}?mode=rwc", folder.0.join("mainstreet.db").display());
    drop(Server::start_at(&free_addr(), &folder.0, &settings));
    let core = beside(&core_url).await;
    let key = public_key(&core).await;
    let server = Server::start_at(&free_addr(), &folder.0, &settings);
    assert_eq!(public_key(&core).await, key, "browsers are bound to it");

    let cookie = cookie(&core, CUSTOMER, Realm::Site).await;
    let browser = service.subscribe(&key);
    let body: Vec<String> = turn_on(&browser).iter().map(|(name, value)| format!("{name}={value}")).collect();
    let on = server.try_request("POST", SETTINGS, &cookie, &body.join("&")).unwrap();
    assert_eq!((on.status, on.location), (303, format!("{SETTINGS}?done=push_on")));
    let test = server.try_request("POST", SETTINGS, &cookie, "form=push_test").unwrap();
    assert_eq!((test.status, test.location), (303, format!("{SETTINGS}?done=push_test")));

    let deadline = Instant::now() + Duration::from_secs(20);
    while service.messages().is_empty() {
        assert!(Instant::now() < deadline, "the test did not arrive: {:?}", service.refusals());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let [arrived] = service.messages().try_into().unwrap();
    let shown: PushMessage = serde_json::from_str(&arrived.text).unwrap();
    assert_eq!((arrived.endpoint, shown.path.as_str()), (browser.endpoint, SETTINGS));
}
