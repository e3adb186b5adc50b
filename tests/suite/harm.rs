//! A tree that means harm: what its commands and its `source` lines try enters, that nothing came of it is expected.

use std::{fs, path::Path, process::Stdio};

use crate::program::program;

fn folder(kconfig: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("tree")).unwrap();
    fs::write(folder.path().join("tree/Kconfig"), kconfig).unwrap();
    fs::write(folder.path().join("other"), "config OTHER\n\tdef_bool y\n").unwrap();
    fs::write(folder.path().join("tree/.config"), "CONFIG_OTHER=y\nCONFIG_A=y\n").unwrap();
    folder
}

/// What is said on both streams, and the status.
fn run(folder: &Path, arguments: &[&str]) -> (String, i32) {
    let mut command = program(&folder.join("tree"));
    command.args(arguments).env("XDG_CACHE_HOME", folder.join("cache")).stdin(Stdio::null());
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code().unwrap())
}

/// Whether the system can confine a process.
fn can_confine() -> bool {
    fs::read_to_string("/sys/kernel/security/lsm").map_or(cfg!(target_os = "linux"), |found| found.contains("landlock"))
}

#[test]
fn a_probe_writes_to_its_own_folder_only() {
    let folder = folder(
        "config A\n\tbool \"a\"\n\
         config MINE\n\tdef_bool $(shell,echo x > mine && echo y > \"$TMPDIR/too\" && cat mine > /dev/null && echo y)\n\
         config YOURS\n\tdef_bool $(shell,echo x > $(srctree)/yours && echo y || echo n)\n\
         config GONE\n\tdef_bool $(shell,rm $(srctree)/.config && echo y || echo n)\n",
    );
    let (said, _) = run(folder.path(), &["explain", "--format", "concise", "MINE"]);
    assert!(said.contains("MINE is y"), "{said}");
    if !can_confine() {
        eprintln!("no Landlock here: what a probe writes elsewhere is not looked at");
        return;
    }
    for name in ["YOURS", "GONE"] {
        let (said, _) = run(folder.path(), &["explain", "--format", "concise", name]);
        assert!(said.contains(&format!("{name} is n")), "{said}");
    }
    assert!(!folder.path().join("tree/yours").exists());
    assert!(folder.path().join("tree/.config").exists());
}

#[test]
fn a_source_stays_in_the_tree() {
    let absolute = tempfile::NamedTempFile::new().unwrap();
    for name in ["../other", "sub/../../other", absolute.path().to_str().unwrap()] {
        let folder = folder(&format!("source \"{name}\"\nconfig A\n\tbool \"a\"\n"));
        let (said, status) = run(folder.path(), &["check", "--format", "concise"]);
        let expected = format!("error[ltoconf::tree::outside] '{name}' is not read: it is outside of the tree");
        assert!(said.contains(&expected) && status == 2, "{said}");
    }
}

#[test]
fn a_source_may_leave_the_tree_where_that_is_allowed() {
    let folder = folder("source \"../other\"\nconfig A\n\tbool \"a\"\n");
    let (said, status) = run(folder.path(), &["check", "--allow-source", ".."]);
    assert_eq!(status, 0, "{said}");
    // conf does as the kernel's own does
    let (said, status) = run(folder.path(), &["conf", "--olddefconfig"]);
    assert_eq!(status, 0, "{said}");
    assert!(fs::read_to_string(folder.path().join("tree/.config")).unwrap().contains("CONFIG_OTHER=y\n"));
}

#[test]
fn a_source_may_wander_within_the_tree() {
    let folder = folder("source \"sub/../inner\"\nsource \"$(srctree)/again\"\nconfig A\n\tbool \"a\"\n");
    fs::create_dir(folder.path().join("tree/sub")).unwrap();
    for name in ["inner", "again"] {
        fs::write(folder.path().join("tree").join(name), "config OTHER\n\tdef_bool y\n").unwrap();
    }
    let (said, status) = run(folder.path(), &["check"]);
    assert_eq!(status, 0, "{said}");
}
