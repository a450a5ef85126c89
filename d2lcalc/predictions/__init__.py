"""What the notebooks ask before each picture: predictions, judged in the browser, one file a topic."""
