//! Names of hidden assets in texts that people wrote.
