package dev.faultline.load.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.InvalidValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which URLs are targets, and what is said of the others: each reason has its own sentence, and none holds a secret. */
class TargetTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "http://a, http://a/",
        "HTTP://A:80/, http://a/",
        "http://a:8080/b?c=d, http://a:8080/b?c=d",
        "http://a?c=d, http://a/?c=d",
        "http://a:/, http://a/",
        "http://my_svc/, http://my_svc/",
        "http://my_svc_1.my_net:81/, http://my_svc_1.my_net:81/",
        "http://[::1]:81/, http://[::1]:81/",
        "http://a/%20, http://a/%20",
        "http://a/@b, http://a/@b",
        "http://a/x?to=https://b/, http://a/x?to=https://b/",
        "https://a, https://a/",
        "HTTPS://A:443/b?c=d, https://a/b?c=d",
        "https://a:80/, https://a:80/",
        "http://a:443/, http://a:443/",
        "https://[::1]:8443/x, https://[::1]:8443/x",
        "https://127.0.0.1, https://127.0.0.1/",
    })
    void aTargetIsReadAsItIsWritten(String url, String read) {
        assertEquals(read, Target.of(url).toString());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ftp://a/ | must begin with http:// or https://, not ftp:// | ftp://a/",
                "https:///b | must name a host, such as http://demo-backend:8080/ | https:///b",
                "https://me:s3cret@a/ | must not hold a user or a password: send a header Authorization instead | https://...@a/",
                "https://a:0x1/ | must have a port from 1 to 65535 | https://a:0x1/",
                "a:8080/ | must begin with http:// or https://, such as http://demo-backend:8080/ | a:8080/",
                "localhost | must begin with http:// or https://, such as http://demo-backend:8080/ | localhost",
                "//a/ | must begin with http:// or https://, such as http://demo-backend:8080/ | //a/",
                "/x | must begin with http:// or https://, such as http://demo-backend:8080/ | /x",
                "http://me:s3cret@a/ | must not hold a user or a password: send a header Authorization instead | http://...@a/",
                "http://s3cret@a/ | must not hold a user or a password: send a header Authorization instead | http://...@a/",
                "me:s3cret@a/ | must begin with http:// or https://, such as http://demo-backend:8080/ | ...@a/",
                "' http://a/' | must not hold a space or a line break | ' http://a/'",
                "http://a/b c | must not hold a space or a line break | http://a/b c",
                "'http://a/?t=s3cret\n' | must not hold a space or a line break | http://a/?...",
                "http://a/#b | must not hold a fragment: it is never sent | http://a/#b",
                "http:///b | must name a host, such as http://demo-backend:8080/ | http:///b",
                "http://:80/ | must name a host, such as http://demo-backend:8080/ | http://:80/",
                "http://a:x/ | must have a port from 1 to 65535 | http://a:x/",
                "http://a:123456/ | must have a port from 1 to 65535 | http://a:123456/",
                "http://a/{b} | must have other characters than those of a URL percent-encoded | http://a/{b}",
                "http://a/%zz?t=s3cret | must have other characters than those of a URL percent-encoded | http://a/%zz?...",
            })
    void eachReasonHasItsSentence(String url, String rule, String shown) {
        InvalidValue refused = assertThrows(InvalidValue.class, () -> Target.of(url));
        assertEquals(rule, refused.rule());
        assertEquals('"' + shown + '"', refused.value());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "http://a/b?c, false, a, 80, a, http://a/b?...",
        "https://a/b?c, true, a, 443, a, https://a/b?...",
        "https://a:80/, true, a, 80, a:80, https://a:80/",
        "http://a:443/, false, a, 443, a:443, http://a:443/",
        "https://[::1]/, true, [::1], 443, [::1], https://[::1]/",
    })
    void aTargetHasTheUsualPortOfItsScheme(
            String url, boolean tls, String host, int port, String authority, String shown) {
        Target target = Target.of(url);
        assertEquals(tls, target.tls());
        assertEquals(host, target.host());
        assertEquals(port, target.port());
        assertEquals(authority, target.authority());
        assertEquals(shown, target.withoutQuery());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"http://-a/", "http://2130706433/", "http://010.0.0.1/", "http://a..b/"})
    void aHostIsANameOrAnAddress(String url) {
        InvalidValue refused = assertThrows(InvalidValue.class, () -> Target.of(url));
        assertTrue(refused.rule().startsWith("must name its host by a DNS name"), refused.rule());
    }
}
