//! The kernel's own `conf`: a mode and options enter; the files that it would write, and what it would say, leave.
//! Without options the environment and the folder that it reads a tree with are the caller's own, as for the reference
//! below make; who names a tree, an architecture or LLVM gets what make would hand down.

use std::path::PathBuf;

use crate::{
    conf::{self, Ended, Mode, Request, Run, Start, Talk},
    diagnostic::{Advice, Diagnostic},
    source::{self, Sources},
    tree::probe::Prober,
};

use super::{
    error::{Error, NoTree, chain},
    ground::{self, Ground},
    input::{ConfigFile, Input},
    options::Options,
    probing,
    unanswered::{self, Unanswered},
};

/// A mode of `conf` on a tree that was read. It does exactly what the `scripts/kconfig/conf` of the tree's own version
/// does with the same variables: the same files with the same bytes, and the same words in the same order.
///
/// The files are those that the reference reads and writes, counted from the request's working folder: `.config` and
/// `.config.old`, `include/config`, `include/generated`, and what `KCONFIG_CONFIG` and its like name in
/// [`Options::environment`]. Probes of a [`Policy`](super::Policy) that runs them may do what those of the reference do.
///
/// The request's working folder is where one would stand to call `conf`; which tree is read, the options say. Where they
/// name none, and neither an architecture nor LLVM, it is read as the reference does when it is called without make: the
/// root file from the working folder or from `srctree`, and [`Options::environment`] is all that macros and probes see.
/// Else it is the tree of [`Options::tree`], or the nearest upward from the working folder, with all that its make would
/// hand down: `Options::tree` and a working folder are make's `-C` and `O=`.
///
/// ```
/// use std::fs;
///
/// use ltoconf::{Conf, ConfMode, ConfRequest, Options, Talk};
///
/// /// Gathers what is said, and answers nothing.
/// #[derive(Default)]
/// struct Words(String);
///
/// impl Talk for Words {
///     fn out(&mut self, bytes: &[u8]) {
///         self.0 += &String::from_utf8_lossy(bytes);
///     }
///     fn err(&mut self, bytes: &[u8]) {
///         self.out(bytes);
///     }
///     fn line(&mut self, _most: usize) -> Vec<u8> {
///         Vec::new()
///     }
/// }
///
/// let folder = tempfile::tempdir()?;
/// fs::write(folder.path().join("Kconfig"), "config A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdefault y\n")?;
/// fs::write(folder.path().join(".config"), "CONFIG_A=y\n")?;
///
/// let options = Options { dialect: Some("linux-6.12".into()), ..Options::default() };
/// let request = ConfRequest { working_folder: folder.path().to_owned(), ..ConfRequest::new(ConfMode::Olddefconfig) };
/// let mut words = Words::default();
/// Conf::open(request, &options, &mut words)?.run(&mut words)?;
/// assert_eq!(words.0, "#\n# configuration written to .config\n#\n");
/// let written = fs::read_to_string(folder.path().join(".config"))?;
/// assert!(written.ends_with("CONFIG_A=y\nCONFIG_B=y\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Conf {
    run: Run,
}

/// Why a mode of `conf` comes to nothing. What it holds of advice is in the caller's [words](Options::words).
#[derive(Debug, thiserror::Error)]
pub enum ConfError {
    /// the reference would have ended here, and why was said
    #[error(transparent)]
    Ended(#[from] Ended),
    /// folders are named that a tree may include files of, and `conf` asks for no leave
    #[error("conf follows every source, as the kernel's own conf does, and cannot be held to folders")]
    AllowSource {
        /// what to do about it
        help: String,
    },
    /// rules that ltoconf carries are named, and `conf` needs a whole tree
    #[error("conf needs a whole tree, which the rules that ltoconf carries are not")]
    Rules {
        /// what to do about it
        help: String,
    },
    /// there is no tree, what make would hand down cannot be made, or the options cannot be followed
    #[error(transparent)]
    Tree(#[from] Error),
    /// what would be written hangs on probes without an answer
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
}

impl ConfError {
    /// What there is to say, and what the spans point into. Nothing where the reference would have ended: that was said.
    ///
    /// ```
    /// use ltoconf::{Conf, ConfMode, ConfRequest, Options, Rules, Talk};
    ///
    /// # struct Silence;
    /// # impl Talk for Silence {
    /// #     fn out(&mut self, _: &[u8]) {}
    /// #     fn err(&mut self, _: &[u8]) {}
    /// #     fn line(&mut self, _: usize) -> Vec<u8> { Vec::new() }
    /// # }
    /// # let mut talk = Silence;
    /// let options = Options { rules: Some(Rules::OfFile), ..Options::default() };
    /// let error = Conf::open(ConfRequest::new(ConfMode::Olddefconfig), &options, &mut talk).unwrap_err();
    /// let (_, told) = error.into_diagnostics();
    /// assert_eq!(told[0].code, "ltoconf::conf::carried-rules");
    /// ```
    pub fn into_diagnostics(self) -> (Box<Sources>, Vec<Diagnostic>) {
        let message = chain(&self);
        let one = |code, help| (Box::default(), vec![Diagnostic::error(code, message).help(help)]);
        match self {
            Self::Ended(_) => (Box::default(), Vec::new()),
            Self::AllowSource { help } => one("ltoconf::conf::allowed-folders", help),
            Self::Rules { help } => one("ltoconf::conf::carried-rules", help),
            Self::Tree(error) => error.into_diagnostics(),
            Self::Unanswered(unanswered) => (Box::default(), vec![unanswered.into_diagnostic()]),
        }
    }
}

impl Conf {
    /// Reads the tree. What the reference says until then is said.
    ///
    /// # Errors
    /// The tree has errors, the options cannot be followed, or what the mode comes to hangs on probes without an answer.
    pub fn open(request: Request, options: &Options, talk: &mut dyn Talk) -> Result<Self, ConfError> {
        let (ground, asked) = ground(&request, options, talk)?;
        let (folder, product) = (request.working_folder.clone(), request.mode.comes_to());
        let start = Start::new(request, ground, talk)?;
        let mut prober = probing::prober(options, start.environment(), folder).map_err(Error::Probes)?;
        if let Some(asked) = &asked {
            prober.adopt(asked);
        }
        let (tree, model) = start.read(&mut prober, talk)?;
        let (tree, model) = unanswered::refuse_mode(tree, model, prober, options, product)?;
        Ok(Self { run: start.on(tree, model) })
    }

    /// Does what the mode does, from the start each time.
    ///
    /// # Errors
    /// The reference would have ended with another status than 0; why was said.
    pub fn run(&self, talk: &mut dyn Talk) -> Result<(), Ended> {
        self.run.go(talk)
    }

    /// For a process that ends here: nothing is taken down, which would cost a tenth of the whole run.
    pub fn leave(self) {
        std::mem::forget(self);
    }
}

/// Finds what the tree is read with, and what was asked to make its environment.
fn ground(
    request: &Request,
    options: &Options,
    talk: &mut dyn Talk,
) -> Result<(conf::Ground, Option<Prober>), ConfError> {
    let word = |advice| options.word(advice);
    if !options.allow_source.is_empty() {
        return Err(ConfError::AllowSource { help: format!("leave {} out", word(Advice::WithoutAllowSource)) });
    }
    if options.rules.is_some() {
        let (tree, setting) = (word(Advice::Tree), word(Advice::WithoutRules));
        return Err(ConfError::Rules { help: format!("name a tree with {tree} in place of {setting}") });
    }
    let mut asked = None;
    let (mut environment, mut directory) = (options.environment.clone(), request.working_folder.clone());
    if options.tree.is_some() || options.arch.is_some() || options.llvm.is_some() {
        let input = start(request, options);
        let key = match ground::of_file_from(&request.working_folder, options, &input)? {
            Ground::Tree(key) => key,
            Ground::Embedded(..) => {
                let help = format!("name one with {}", word(Advice::Tree));
                return Err(Error::NoTree { place: NoTree::Upward, help }.into());
            }
        };
        let probing::Rebuilt { environment: mut made, prober, scratch: _ } = probing::rebuilt(options, &key)?;
        if let Some(note) = probing::finish(&prober)? {
            talk.err(format!("note: {note}\n").as_bytes());
        }
        made.set("srctree", key.tree.as_os_str().as_encoded_bytes());
        asked = Some(prober);
        (environment, directory) = (made, key.tree);
    }
    let srctree = environment.get("srctree").map_or_else(|| PathBuf::from("."), source::path_of);
    let dialect = probing::dialect(options, &request.at(&srctree), &environment)
        .map_err(|name| Error::UnknownDialect(name.to_owned()))?;
    Ok((conf::Ground { environment, directory, dialect }, asked))
}

/// The file that the mode starts from, for the architecture that its header or its place names. What cannot be read
/// names none, and is told of when the mode comes to it; a pipe can be read once only, and is left to the mode.
fn start(request: &Request, options: &Options) -> Input {
    let config = options.environment.get("KCONFIG_CONFIG").filter(|name| !name.is_empty()).map(source::path_of);
    let defconfig = match &request.mode {
        Mode::Defconfig(file) => Some(file.clone()),
        _ => None,
    };
    let named = defconfig.or(config).unwrap_or_else(|| PathBuf::from(ConfigFile::IMPLIED));
    let here = request.at(&named);
    let inside = options.tree.as_ref().map(|tree| tree.join(&named)).filter(|inside| !here.exists() && inside.exists());
    let path = inside.unwrap_or(here);
    let text = source::read(&path).unwrap_or_default();
    Input::of(0, &path, text, None)
}
