"""What pages ask and answer."""
