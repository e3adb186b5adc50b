//! The crate as a stranger's program uses it: trees and configurations enter, and what the front answers is expected.

use std::{error::Error, fs, path::Path, thread};

use ltoconf::{
    Config, ConfigFile, Depth, Environment, EnvironmentError, Fixed, Kind, Mechanism, Mode, Options, Policy,
    ProbeOutcome, Rules, SearchError, Status, Target, Tree, Type, WishError, Wishes, check, diagnostic::Severity,
    explain, fix, flags, plan, solve,
};
use tempfile::TempDir;

type Tried = Result<(), Box<dyn Error>>;

const KCONFIG: &str = "\
config NET
	bool \"networking\"

config WIFI
	tristate \"wireless\"
	depends on NET

config CRYPTO
	bool \"cryptography\"

config VPN
	bool \"private network\"
	depends on NET
	select CRYPTO

config NAME
	string \"name\"
	default \"none\"

config RUST
	def_bool $(shell,touch ran; echo y)
";

fn options() -> Options {
    Options { dialect: Some("linux-6.12".into()), ..Options::default() }
}

/// A small tree, which is gone when this is dropped.
fn tree() -> (TempDir, Tree) {
    tree_of(KCONFIG)
}

fn tree_of(kconfig: &str) -> (TempDir, Tree) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), kconfig).unwrap();
    let tree = Tree::open(folder.path(), &options()).unwrap();
    (folder, tree)
}

fn config(text: &str) -> (TempDir, Config) {
    let (folder, tree) = tree();
    (folder, tree.read(ConfigFile::of(".config", text)).unwrap())
}

#[test]
fn a_tree_tells_of_its_symbols() {
    let (folder, tree) = tree();
    let wifi = tree.model().symbol("WIFI").unwrap();
    let place = folder.path().join("Kconfig").display().to_string() + ":4";
    assert_eq!(
        (wifi.ty(), wifi.prompt().as_deref(), wifi.places()),
        (Some(Type::Tristate), Some("wireless"), vec![place])
    );
    assert!(tree.model().symbol("USB").is_none());
    assert_eq!(tree.model().symbols().count(), 6);
}

#[test]
fn nothing_is_run_unless_it_is_asked_for() {
    let (_folder, tree) = tree();
    let told: Vec<_> = tree.probes().into_iter().map(|probe| (probe.command, probe.outcome)).collect();
    assert!(told.contains(&("touch ran; echo y".into(), ProbeOutcome::Denied)), "{told:?}");
    assert_eq!(options().environment, Environment::new());
}

#[test]
fn values_come_with_how_they_came_about() -> Tried {
    let (asked, probing) = KCONFIG.split_once("config RUST").unwrap();
    assert!(probing.contains("$(shell,"), "nothing else of it is a probe");
    let (_folder, tree) = tree_of(asked);
    let config = tree.read(ConfigFile::of(".config", "CONFIG_NET=y\nCONFIG_WIFI=m\nCONFIG_VPN=y\n"))?;
    let values = config.resolve();
    let of = |name| values.of(name).map(|value| (value.text, value.mechanism));
    assert_eq!(of("CONFIG_VPN"), Some(("y".into(), Mechanism::User)));
    assert_eq!(of("CRYPTO"), Some(("y".into(), Mechanism::Select)));
    let name = of("NAME").unwrap();
    assert!(matches!(name, (text, Mechanism::Default(place)) if text == "none" && place.ends_with("Kconfig:18")));
    assert_eq!(of("USB"), None);
    // without MODULES, m is y
    let written = String::from_utf8(values.dotconfig()?)?;
    assert!(written.contains("CONFIG_VPN=y\nCONFIG_NAME=\"none\"\n"), "{written}");
    assert_eq!(values.defconfig()?, b"CONFIG_NET=y\nCONFIG_WIFI=y\nCONFIG_VPN=y\n");
    let built = String::from_utf8(values.auto_conf()?)?;
    assert!(built.contains("CONFIG_NAME=none\n"), "{built}");
    Ok(())
}

#[test]
fn what_hangs_on_an_unasked_probe_is_not_known_and_not_written() {
    let (_folder, config) = config("CONFIG_NET=y\n");
    let values = config.resolve();
    let rust = values.of("RUST").unwrap();
    assert_eq!((rust.text.as_str(), &rust.mechanism, rust.is_known()), ("", &Mechanism::Unknown, false));
    assert!(values.of("NET").unwrap().is_known());
    let refusals = [
        (values.dotconfig(), "a complete configuration"),
        (values.defconfig(), "a defconfig"),
        (values.auto_conf(), "auto.conf"),
    ];
    for (written, what) in refusals {
        let Err(SearchError::Unanswered(why)) = written else { panic!("{what} is written") };
        let start =
            format!("{what} cannot be written: RUST is unknown, since probes have no answer\n  no answer: touch ran");
        assert!(why.to_string().starts_with(&start), "{why}");
    }
}

#[test]
fn what_make_would_ask_a_tool_for_is_not_known_either() -> Tried {
    let (folder, _) = tree_of("config CC\n\tstring\n\tdefault \"$(CC_VERSION_TEXT)\"\n");
    let makefile = "PATCHLEVEL = 12\nCC_VERSION_TEXT = $(shell gcc --version)\nexport CC_VERSION_TEXT\n";
    fs::write(folder.path().join("Makefile"), makefile)?;
    let config = Tree::open(folder.path(), &options())?.read(ConfigFile::of(".config", ""))?;
    assert_eq!(config.resolve().of("CC").unwrap().mechanism, Mechanism::Unknown);
    let Err(SearchError::Unanswered(why)) = config.resolve().dotconfig() else { panic!("it is written") };
    assert_eq!(why.probes, ["what make would ask for CC_VERSION_TEXT"]);
    Ok(())
}

#[test]
fn a_header_says_which_tree_is_meant() -> Tried {
    let header = "#\n# Automatically generated file; DO NOT EDIT.\n# Linux/arm64 6.12.5 Kernel Configuration\n#\n";
    let file = || ConfigFile::of("arm.config", header);
    assert_eq!((file().arch(), file().release(), file().kind()), (Some("arm64"), Some("6.12.5"), Kind::Whole));
    assert_eq!(ConfigFile::of("arm.config", "").arch(), None);

    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("Kconfig"), KCONFIG)?;
    let read = |arch: &str| Tree::open(folder.path(), &Options { arch: Some(arch.into()), ..options() })?.read(file());
    let config = read("x86_64")?;
    assert_eq!(config.kind(), Kind::Whole);
    assert_eq!(config.notes(), ["the header of 'arm.config' names arm64, and it is judged for x86"]);
    assert!(read("arm64")?.notes().is_empty());
    // the next file has a header of its own, or none
    assert!(config.tree().read(ConfigFile::of("other.config", ""))?.notes().is_empty());
    Ok(())
}

#[test]
fn a_mode_has_its_reason_wherever_it_is_told() -> Tried {
    let (folder, tree) = tree_of(crate::flags::KCONFIG);
    fs::write(folder.path().join("Makefile"), "VERSION = 6\nPATCHLEVEL = 12\nall:\n")?;
    let config = tree.read(ConfigFile::of(".config", "\nCONFIG_LTO_CLANG_THIN=y\n"))?;
    let (lto, _) = config.check();
    assert_eq!((lto.mode, lto.reason.as_str(), lto.line), (Mode::Thin, "LTO_CLANG_THIN=y, line 2", Some(2)));
    assert_eq!(flags(&config, &Target::default())?.lto, lto);
    assert_eq!(plan(&config, None)?.lto, lto);

    let config = config.tree().read(ConfigFile::of("part.config", "CONFIG_A=y\n").fragment())?;
    let reason = "this fragment sets no member of the choice; what it leaves out is by default";
    assert_eq!(flags(&config, &Target::default())?.lto.reason, reason);
    Ok(())
}

#[test]
fn findings_point_into_the_sources() {
    let (_folder, config) = config("# CONFIG_NET is not set\nCONFIG_VPN=y\n");
    let (lto, findings) = config.check();
    assert_eq!(lto.mode, Mode::Unknown);
    let told: Vec<(u32, &str, Severity)> = findings
        .iter()
        .filter_map(|finding| Some((config.sources().place(finding.span?).line, finding.code, finding.severity)))
        .collect();
    assert_eq!(told, [(2, "ltoconf::config::unmet-dependency", Severity::Warning)]);
}

#[test]
fn advice_is_in_the_words_of_the_caller() -> Tried {
    let help = |options: &Options| {
        let file = ConfigFile::of("a.config", "# Linux/x86 5.4.0 Kernel Configuration\nCONFIG_LTO_CLANG_THIN=y\n");
        let (_, findings) = Config::open(file, options)?.check();
        Ok::<_, ltoconf::Error>(findings[0].help.clone().unwrap())
    };
    let options = Options { rules: Some(Rules::OfFile), ..Options::default() };
    assert_eq!(
        help(&options)?,
        "LTO came with 5.12; for a tree with a patch, name its rules: Options::rules of seed-v2"
    );
    let own = Options { words: |advice| format!("<{advice:?}>"), ..options };
    assert_eq!(help(&own)?, "LTO came with 5.12; for a tree with a patch, name its rules: <Rules(Some(\"seed-v2\"))>");
    Ok(())
}

#[test]
fn one_tree_reads_one_configuration_after_another() {
    let (_folder, config) = config("CONFIG_NET=y\n");
    assert_eq!(config.resolve().of("NET").unwrap().text, "y");
    let next = config.tree().read(ConfigFile::of("other.config", "# CONFIG_NET is not set\n").fragment()).unwrap();
    assert_eq!(next.resolve().of("NET").unwrap().text, "n");
}

#[test]
fn one_tree_reads_several_configurations_at_a_time() {
    let (_folder, tree) = tree();
    let texts = ["CONFIG_WIFI=y\n", "CONFIG_CRYPTO=y\n# not that\nCONFIG_VPN=y\n"];
    let configs = texts.map(|text| tree.read(ConfigFile::of(".config", text)).unwrap());
    let told = |config: &Config| {
        let (_, findings) = config.check();
        let told = findings
            .iter()
            .filter_map(|finding| Some((finding.symbol.clone()?, config.sources().place(finding.span?).line)));
        told.collect::<Vec<_>>()
    };
    let told = thread::scope(|scope| {
        configs.each_ref().map(|config| scope.spawn(|| told(config))).map(|thread| thread.join().unwrap())
    });
    assert_eq!(told, [vec![("WIFI".to_owned(), 1)], vec![("VPN".to_owned(), 3)]]);
    // what a configuration brought is its own
    assert_eq!(configs[0].text(), texts[0].as_bytes());
    drop(tree);
    let changed = configs[1].tree().read(ConfigFile::of(".config", "CONFIG_NET=y\nCONFIG_VPN=y\n")).unwrap();
    assert_eq!(
        (changed.resolve().of("VPN").unwrap().text.as_str(), configs[1].resolve().of("VPN").unwrap().text.as_str()),
        ("y", "n")
    );
}

#[test]
fn what_is_no_configuration_is_refused_when_it_is_read() -> Tried {
    let (folder, tree) = tree();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let refused = |bytes: &[u8]| ConfigFile::read(file("x.config", bytes)).unwrap_err();
    assert_eq!(refused(b"\x7fELF\x02\x01\x01\0").code(), "ltoconf::config::binary");
    assert_eq!(refused(b"\x1f\x8b\x08\0").code(), "ltoconf::config::compressed");
    assert_eq!(refused(b"\xff\xfeC\0").code(), "ltoconf::config::utf-16");
    assert_eq!(ConfigFile::read(folder.path()).unwrap_err().code(), "ltoconf::config::unreadable");
    let (_, why) = refused(b"\x1f\x8b\x08\0").into_diagnostics();
    assert_eq!(why[0].help, Some(format!("zcat '{}'", folder.path().join("x.config").display())));

    let config = tree.read(ConfigFile::read(file(".config", b"CONFIG_NET=y\n"))?)?;
    assert_eq!(config.resolve().of("NET").unwrap().text, "y");
    Ok(())
}

#[test]
fn what_keeps_a_value_is_explained_and_mended() -> Tried {
    let (_folder, config) = config("# CONFIG_NET is not set\n");
    let explanation = explain(&config, "VPN", Depth::default())?.explanation;
    assert_eq!((explanation.wanted.as_deref(), explanation.status), (Some("y"), Status::Reachable));
    assert_eq!(explanation.causes[0].text, "NET is n, and y is needed here");

    let wishes = Wishes::of(&config, ["VPN=y", "NAME=here"])?;
    let Fixed::Here(fixes) = fix(&wishes, Depth::default())? else { panic!("other tools were asked") };
    assert!(fixes.is_complete());
    assert_eq!(fixes.in_place().unwrap().bytes, b"CONFIG_NET=y\nCONFIG_VPN=y\nCONFIG_NAME=\"here\"\n");
    assert_eq!(fixes.ways()[0].side_effects[0].symbol, "CRYPTO");
    Ok(())
}

#[test]
fn wishes_that_cannot_be_met_say_why() -> Tried {
    let (_folder, config) = config("");
    let kept = Wishes::of(&config, ["VPN=y"])?.keeping(&["NET".to_owned()])?;
    let Err(SearchError::Impossible(why)) = fix(&kept, Depth { proof: true, ..Depth::default() }) else {
        panic!("NET is kept off, and VPN depends on it")
    };
    assert_eq!((why.wishes.as_slice(), why.held), (["VPN=y".to_owned()].as_slice(), true));
    assert!(why.reasons.iter().any(|reason| reason.text.contains("NET")), "{:?}", why.reasons);
    assert!(why.proof.unwrap().formula.starts_with(b"c "));

    let wrong = |word: &str| Wishes::of(&config, [word]).unwrap_err();
    assert!(matches!(wrong("VPN"), WishError::NoValue(_)));
    assert_eq!(wrong("=y").to_string(), "the name of a symbol is missing, as in LTO_NONE=y");
    assert_eq!(wrong("CONFIG_=y"), WishError::NoSymbol);
    assert!(matches!(wrong("USB=y"), WishError::NotDefined(_)));
    assert!(matches!(wrong("VPN=m"), WishError::NoValueOfType(_)));
    Ok(())
}

#[test]
fn a_wish_that_hangs_on_an_unasked_probe_is_not_judged() -> Tried {
    let (_folder, config) = config("");
    let wishes = Wishes::of(&config, ["RUST=y"])?;
    assert!(matches!(fix(&wishes, Depth::default()), Err(SearchError::Unanswered(_))));
    assert!(matches!(solve(&Wishes::of(&config, ["VPN=y"])?, None), Err(SearchError::Unanswered(_))));
    assert_eq!(explain(&config, "RUST", Depth::default())?.explanation.status, Status::Unknown);
    Ok(())
}

#[test]
fn a_tree_with_errors_is_told_and_not_evaluated() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Kconfig"), "config A\n\tbool\n\tdepends on\n").unwrap();
    let problem = Tree::open(folder.path(), &options()).unwrap_err();
    assert_eq!(problem.to_string(), "the tree has 1 error");
    let (sources, errors) = problem.into_diagnostics();
    assert_eq!(sources.place(errors[0].span.unwrap()).line, 3);

    let nowhere = Tree::open(Path::new("/nowhere"), &options()).unwrap_err();
    assert_eq!(nowhere.code(), "ltoconf::tree::not-found");
    let unknown = Options { dialect: Some("linux-next".into()), ..options() };
    fs::write(folder.path().join("Kconfig"), "config A\n\tbool\n").unwrap();
    assert_eq!(Tree::open(folder.path(), &unknown).unwrap_err().code(), "ltoconf::dialect::unknown");
    let replay = Options { probes: Policy::Replay(folder.path().join("none")), ..options() };
    let unreadable = Tree::open(folder.path(), &replay).unwrap_err();
    assert_eq!(unreadable.code(), "ltoconf::probes::unusable");
    // whoever prints an error with what stands behind it says each once
    assert!(!unreadable.to_string().contains(&unreadable.source().unwrap().to_string()), "{unreadable}");
    let (_, told) = unreadable.into_diagnostics();
    assert!(told[0].message.ends_with("No such file or directory (os error 2)"), "{}", told[0].message);

    let bogus = Options { rules: Some(Rules::Named("bogus".into())), ..Options::default() };
    let unknown = Config::open(ConfigFile::of(".config", ""), &bogus).unwrap_err();
    assert_eq!(unknown.code(), "ltoconf::dialect::unknown-rules");
    // which says nothing of a tree that is named
    assert!(Tree::open(folder.path(), &Options { dialect: options().dialect, ..bogus }).is_ok());

    fs::create_dir_all(folder.path().join("arch/arm64")).unwrap();
    fs::write(folder.path().join("arch/Kconfig"), "").unwrap();
    let arch = Options { arch: Some("z80".into()), ..options() };
    let unknown = Tree::open(folder.path(), &arch).unwrap_err();
    assert!(matches!(unknown, ltoconf::Error::Environment(EnvironmentError::UnknownArch { .. })), "{unknown:?}");
}

/// By the rules that ltoconf carries, as they need no tree.
fn carried(text: &str) -> Result<Config, ltoconf::Error> {
    let options = Options { rules: Some(Rules::Named("linux-6.12".into())), ..Options::default() };
    Config::open(ConfigFile::of(".config", text), &options)
}

#[test]
fn files_are_checked_by_the_rules_that_need_no_tree() {
    let options = Options { rules: Some(Rules::OfFile), ..Options::default() };
    let two = "CONFIG_LTO_NONE=y\nCONFIG_LTO_CLANG_THIN=y\n";
    let files = [ConfigFile::of("a.config", two), ConfigFile::of("b.config", "CONFIG_LTO_NONE=y\n").at(1)];
    assert_eq!(files[0].kind(), Kind::Fragment);
    let groups = check(files, &options);
    assert_eq!(groups.len(), 1, "both are judged by one model");
    let told: Vec<(usize, usize)> =
        groups[0].outcomes().iter().map(|outcome| (outcome.order, outcome.findings.len())).collect();
    assert_eq!(told, [(0, 1), (1, 0)]);
}

#[test]
fn flags_and_steps_need_no_tree() -> Tried {
    let on = "CONFIG_LTO=y\nCONFIG_LTO_CLANG=y\nCONFIG_LTO_CLANG_THIN=y\n";
    let config = carried(on)?;
    let found = flags(&config, &Target { module: true, folder: None })?;
    assert_eq!((found.lto.mode, found.purpose.module), (Mode::Thin, true));
    let (_, lto) = found.flags.variables.iter().find(|(name, _)| name == "CC_FLAGS_LTO").unwrap();
    let words: Vec<&str> = lto.iter().map(|flag| flag.text.as_str()).collect();
    assert_eq!(words, ["-flto=thin", "-fsplit-lto-unit", "-fvisibility=hidden"]);

    assert!(plan(&config, None)?.plan.steps.len() > 3);
    // the next file says itself for what it is to be judged
    let next = config.tree().read(ConfigFile::of("part.config", "CONFIG_LTO_CLANG_FULL=y\n").fragment())?;
    assert_eq!(next.check().0.mode, Mode::Full);
    let nothing = flags(&carried("CONFIG_LTO_NONE=y\n")?, &Target::default())?;
    assert_eq!(nothing.lto.mode, Mode::None);
    Ok(())
}
