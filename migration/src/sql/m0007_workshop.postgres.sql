SELECT raise_wall('shift_clocks');
SELECT raise_wall('job_clocks');
SELECT raise_wall('trouble_codes');
SELECT raise_wall('odometer_readings');
SELECT raise_wall('reminders');
