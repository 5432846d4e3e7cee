"""What the worker does by the clock: the monthly regrade, the daily roll, the nightly proof, and any cron."""
