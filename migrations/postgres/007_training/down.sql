DROP TABLE code_guesses;
DROP TABLE training_interests;
DROP TABLE trainings;
