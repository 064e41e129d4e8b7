//! Files in a folder.

use std::path::Path;

/// Writes files, and creates their folders.
pub(crate) fn write<P: AsRef<Path>, T: AsRef<[u8]>>(root: &Path, files: impl IntoIterator<Item = (P, T)>) {
    for (path, text) in files {
        let path = root.join(path);
        let folder = path.parent().expect("a file is in a folder");
        std::fs::create_dir_all(folder).expect("the folder is created");
        std::fs::write(path, text).expect("the file is written");
    }
}
