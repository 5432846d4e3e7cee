"""What is known of a customer as of a day, each number declared once."""
