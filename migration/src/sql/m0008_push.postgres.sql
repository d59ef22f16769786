SELECT raise_wall('push_subscriptions');
