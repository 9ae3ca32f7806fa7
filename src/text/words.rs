//! Fixed words of a page or an answer, in both languages side by side.

/// Declares the words: `name: "中文", "English";`. They become the fields of a struct `Words`, and
/// `Words::of` gives those of a language.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident: $zh:literal, $en:literal;)+) => {
        /// Headings, labels and sentences.
        #[derive(Debug)]
        pub struct Words { $($(#[$doc])* pub $name: &'static str,)+ }

        const ZH: Words = Words { $($name: $zh,)+ };
        const EN: Words = Words { $($name: $en,)+ };

        impl Words {
            /// The words of a language.
            pub const fn of(language: $crate::domain::plan::Language) -> &'static Words {
                match language {
                    $crate::domain::plan::Language::Zh => &ZH,
                    $crate::domain::plan::Language::En => &EN,
                }
            }
        }
    };
}
pub(crate) use words;
