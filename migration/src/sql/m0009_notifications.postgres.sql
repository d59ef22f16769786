SELECT raise_wall('notifications');
SELECT raise_wall('notification_choices');
