package dev.faultline.k8s;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** What makes no sense is refused before anything is installed, with a sentence that says what to do. */
class RefusedValuesTest {

    @ParameterizedTest(name = "{0}")
    @CsvFileSource(resources = "/refused-values.csv", delimiterString = " => ", maxCharsPerColumn = 1000)
    void itIsRefusedByASentence(String yaml, String sentence) {
        String refusal = Chart.refusal(ChartValues.of(yaml.replace(" ;; ", "\n")));
        assertTrue(refusal.contains(sentence), refusal);
    }
}
