"""What is missing, the slips that were served for it, and the referrals that are proposed."""
