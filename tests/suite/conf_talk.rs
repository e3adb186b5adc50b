//! `conf` as a stranger's program uses it: a tree, a mode and prepared answers enter; what is said and what is written
//! are expected.

use std::{
    fs,
    io::{BufRead as _, Read as _},
    path::Path,
};

use insta::assert_snapshot;
use ltoconf::{
    Conf, ConfError, ConfMode, ConfRequest, Environment, Options, Policy, Rules, Talk, Tristate, diagnostic::Advice,
};

use crate::program::folder_with;

/// Answers line by line, and gathers what is said; what is said on the standard error stands behind `! `.
#[derive(Default)]
struct Dialogue {
    answers: &'static [u8],
    said: String,
}

impl Talk for Dialogue {
    fn out(&mut self, bytes: &[u8]) {
        self.said += std::str::from_utf8(bytes).unwrap();
    }

    fn err(&mut self, bytes: &[u8]) {
        self.said += "! ";
        self.out(bytes);
    }

    fn line(&mut self, most: usize) -> Vec<u8> {
        let mut line = Vec::new();
        (&mut self.answers).take(most as u64).read_until(b'\n', &mut line).unwrap();
        line
    }
}

fn options() -> Options {
    Options { dialect: Some("linux-6.12".into()), ..Options::default() }
}

fn request(folder: &Path, mode: ConfMode) -> ConfRequest {
    ConfRequest { working_folder: folder.to_owned(), ..ConfRequest::new(mode) }
}

/// What a mode says in a folder, where it is answered so, and with which status it ends.
fn conf(folder: &Path, mode: ConfMode, answers: &'static str, options: &Options) -> String {
    let mut talk = Dialogue { answers: answers.as_bytes(), said: String::new() };
    let conf = Conf::open(request(folder, mode), options, &mut talk);
    let status = conf.and_then(|conf| Ok(conf.run(&mut talk)?));
    let ended = match status {
        Ok(()) => "done".to_owned(),
        Err(error) => error.to_string(),
    };
    talk.said + &ended
}

fn written(folder: &Path, name: &str) -> String {
    let text = fs::read_to_string(folder.join(name)).unwrap();
    text.lines().filter(|line| line.contains("CONFIG_")).map(|line| line.to_owned() + "\n").collect()
}

const KCONFIG: &str = "\
config MODULES
	def_bool y
	modules

config NET
	bool \"networking\"

config WIFI
	tristate \"wireless\"
	depends on NET
	help
	  Without wires.

config NAME
	string \"name\"
	default \"none\"
";

#[test]
fn questions_are_answered_by_the_caller() {
    let folder = folder_with(&[("Kconfig", KCONFIG), (".config", "CONFIG_NAME=\"mine\"\n")]);
    assert_snapshot!(conf(folder.path(), ConfMode::Oldconfig, "y\n?\nm\n", &options()), @r"
    *
    * Restart config...
    *
    *
    * Main menu
    *
    networking (NET) [N/y/?] (NEW) y
      wireless (WIFI) [N/m/y/?] (NEW) ?

    CONFIG_WIFI:

    Without wires.

    Symbol: WIFI [=n]
    Type  : tristate
    Defined at Kconfig:8
      Prompt: wireless
      Depends on: NET [=y]
      Location:
        -> networking (NET [=y])
          -> wireless (WIFI [=n])



      wireless (WIFI) [N/m/y/?] (NEW) m
    name (NAME) [mine] mine
    #
    # configuration written to .config
    #
    done
    ");
    let now = "CONFIG_MODULES=y\nCONFIG_NET=y\nCONFIG_WIFI=m\nCONFIG_NAME=\"mine\"\n";
    assert_eq!(written(folder.path(), ".config"), now);
    assert_eq!(written(folder.path(), ".config.old"), "CONFIG_NAME=\"mine\"\n");
}

#[test]
fn names_of_files_count_from_the_folder_of_the_request() {
    let mine = "CONFIG_NET=y\nCONFIG_WIFI=y\nCONFIG_NAME=\"\"\n";
    let folder = folder_with(&[("Kconfig", KCONFIG), ("mine", mine)]);
    let environment = Environment::from_iter([("KCONFIG_CONFIG", "mine")]);
    let options = Options { environment, ..options() };
    let conf = |mode| conf(folder.path(), mode, "", &options);
    assert_eq!(conf(ConfMode::Syncconfig), "done");
    assert_eq!(written(folder.path(), "mine"), format!("CONFIG_MODULES=y\n{mine}"));
    assert!(written(folder.path(), "include/config/auto.conf").contains("CONFIG_WIFI=y\n"));
    assert!(folder.path().join("include/generated/autoconf.h").exists());
    assert_eq!(conf(ConfMode::Savedefconfig("small".into())), "done");
    assert_eq!(written(folder.path(), "small"), mine);
    assert_snapshot!(conf(ConfMode::Defconfig("none".into())), @r#"
    ! ***
    *** Can't find default configuration "none": No such file or directory (os error 2)
    ***
    conf ended with status 1
    "#);
    assert_snapshot!(conf(ConfMode::All(Tristate::Mod)), @r"
    #
    # configuration written to mine
    #
    done
    ");
    assert!(written(folder.path(), "mine").contains("CONFIG_WIFI=m\n"));
}

#[test]
fn what_cannot_be_followed_is_an_error() {
    let folder = folder_with(&[("Kconfig", "config A\n\tdef_bool $(shell,echo y)\n")]);
    let open = |options: &Options| {
        let mut talk = Dialogue::default();
        let error = Conf::open(request(folder.path(), ConfMode::Olddefconfig), options, &mut talk).unwrap_err();
        (error, talk.said)
    };
    let told = |options: &Options| {
        let (error, said) = open(options);
        let (_, told) = error.into_diagnostics();
        let lines = told.iter().flat_map(|one| {
            let more = one.related.iter().map(|place| place.message.clone());
            let help = one.help.iter().map(|help| format!("help: {help}"));
            [format!("{}: {}", one.code, one.message)].into_iter().chain(more).chain(help).collect::<Vec<_>>()
        });
        said + &lines.collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!(told(&Options { allow_source: vec!["/".into()], ..options() }), @r"
    ltoconf::conf::allowed-folders: conf follows every source, as the kernel's own conf does, and cannot be held to folders
    help: leave Options::allow_source out
    ");
    let carried = Options { rules: Some(Rules::OfFile), ..options() };
    assert_snapshot!(told(&carried), @r"
    ltoconf::conf::carried-rules: conf needs a whole tree, which the rules that ltoconf carries are not
    help: name a tree with Options::tree in place of Options::rules
    ");
    assert_snapshot!(told(&Options { words: |advice: Advice| format!("<{advice:?}>"), ..carried }), @r"
    ltoconf::conf::carried-rules: conf needs a whole tree, which the rules that ltoconf carries are not
    help: name a tree with <Tree> in place of <WithoutRules>
    ");
    assert_snapshot!(told(&Options { tree: Some("/nowhere".into()), ..options() }), @r"
    ltoconf::tree::not-found: '/nowhere' holds no Kconfig, so it is no tree
    help: name the folder that holds the tree's top Kconfig
    ");
    assert_snapshot!(told(&Options { dialect: Some("6.12".into()), ..options() }), @"ltoconf::dialect::unknown: unknown dialect '6.12': one such as linux-6.1 is needed");
    assert_snapshot!(told(&Options { probes: Policy::Replay("/nowhere".into()), ..options() }), @"ltoconf::probes::unusable: cannot read the recorded probes in '/nowhere': No such file or directory (os error 2)");
    assert_snapshot!(told(&options()), @r"
    ltoconf::probes::unanswered: a complete configuration cannot be written: A is unknown, since probes have no answer
    no answer: echo y
    help: let the probes run (Policy::Cached), or replay a recording that has them
    ");
    assert!(matches!(open(&options()).0, ConfError::Unanswered(why) if why.probes == ["echo y"] && why.more == 0));
}

#[test]
fn a_tree_elsewhere_is_named_beside_the_folder_to_work_in() {
    let tree = folder_with(&[("Kconfig", "config A\n\tdef_bool y\n")]);
    let work = tempfile::tempdir().unwrap();
    let options = Options { tree: Some(tree.path().to_owned()), ..options() };
    assert_eq!(conf(work.path(), ConfMode::Savedefconfig("small".into()), "", &options), "done");
    assert_eq!(conf(work.path(), ConfMode::Alldefconfig, "", &options).lines().last(), Some("done"));
    assert_eq!(written(work.path(), ".config"), "CONFIG_A=y\n");
    assert!(!tree.path().join(".config").exists());
}
