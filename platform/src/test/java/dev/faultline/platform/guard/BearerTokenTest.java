package dev.faultline.platform.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

    private final BearerToken token = BearerToken.parse("token", " s3cret-T0ken==\n");

    @Test
    void whatItShowsIsWhatItAccepts() {
        assertEquals("Bearer s3cret-T0ken==", token.authorization());
        assertTrue(token.isIn(token.authorization()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer s3cret-T0ken==", "BEARER  s3cret-T0ken== "})
    void theSchemeHasNoCase(String authorization) {
        assertTrue(token.isIn(authorization));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "s3cret-T0ken==",
                "Basic s3cret-T0ken==",
                "Bearer s3cret-T0ken",
                "Bearer s3cret-T0ken===",
                "Bearer S3CRET-T0KEN==",
                "Bearer s3cret-T0ken==, Bearer x",
                "Bearer x s3cret-T0ken==",
            })
    void nothingElseIsAccepted(String authorization) {
        assertFalse(token.isIn(authorization));
    }

    @Test
    void noHeaderIsNotAccepted() {
        assertFalse(token.isIn(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "two words", "tökén", "=", "a\nb"})
    void whatIsNoTokenIsRefusedWithoutBeingShown(String text) {
        InvalidValue refusal = assertThrows(InvalidValue.class, () -> BearerToken.parse("token-file", text));
        assertTrue(refusal.getMessage().startsWith("token-file must hold a token"), refusal.getMessage());
        assertFalse(!text.isBlank() && refusal.getMessage().contains("\"" + text), refusal.getMessage());
        assertFalse(refusal.value().contains("tökén"));
    }

    @Test
    void aTokenIsNeverShown() {
        assertFalse(token.toString().contains("s3cret"));
    }
}
