#error "later"
