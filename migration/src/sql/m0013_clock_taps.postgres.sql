SELECT raise_wall('clock_taps');
