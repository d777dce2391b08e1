"""Who there is: people, agencies, liaisons, and in which capacity somebody acts."""
