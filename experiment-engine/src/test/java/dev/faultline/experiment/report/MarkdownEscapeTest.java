package dev.faultline.experiment.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of CommonMark's chapter on backslash escapes, and what is no text. */
class MarkdownEscapeTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '§', quoteCharacter = '$', textBlock = """
                    plain text: 50% (half), 1.5s!    § plain text: 50% (half), 1.5s!
                    [l](javascript:alert(1))         § \\[l\\](javascript:alert(1))
                    ![](http://h/x.png)              § !\\[\\](http://h/x.png)
                    *b* **b** ~~s~~                  § \\*b\\* \\*\\*b\\*\\* \\~\\~s\\~\\~
                    `code`                           § \\`code\\`
                    a\\b                             § a\\\\b
                    &lt;b&gt; &                      § &amp;lt;b&amp;gt; &amp;
                    <b>                              § &lt;b>
                    a | b                            § a \\| b
                    success_rate >= 99%              § success_rate >= 99%
                    _all_ of it_                     § \\_all\\_ of it\\_
                    1. # > -                         § 1. # > -
                    """)
    void itShowsWhatWasWritten(String text, String expected) {
        assertEquals(expected, MarkdownReport.escape(text));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '§', quoteCharacter = '$', textBlock = """
                    $# title$                        § \\# title
                    a # b                            § a # b
                    > said                           § \\> said
                    - item                           § \\- item
                    -                                § \\-
                    -5 ms                            § -5 ms
                    1. item                          § 1\\. item
                    1.5s                             § 1.5s
                    2) item                          § 2\\) item
                    [l]                              § \\[l\\]
                    """)
    void itBeginsNoBlockOfItsOwn(String text, String expected) {
        assertEquals(expected, MarkdownReport.escapeAtStart(text));
    }

    @ParameterizedTest
    @CsvSource({
        "'a\nb\r\n\tc', a b c",
        "'a\u2028b\u0085c', a b c",
        "a\u202Eb\u2066c\u2069d, a\uFFFDb\uFFFDc\uFFFDd",
        "a\u0000b\u001Bc\u007Fd, a\uFFFDb\uFFFDc\uFFFDd",
        "a\uD83Db, a\uFFFDb",
        "\uD83D\uDE00, \uD83D\uDE00",
    })
    void itIsOneLineThatReadsFromLeftToRight(String text, String expected) {
        assertEquals(expected, MarkdownReport.escape(text));
    }
}
