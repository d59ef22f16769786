SELECT raise_wall('counters');
SELECT raise_wall('canned_jobs');
SELECT raise_wall('work_orders');
SELECT raise_wall('work_order_jobs');
SELECT raise_wall('work_order_lines');
SELECT raise_wall('work_order_events');
