package dev.faultline.experiment.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.faultline.load.threshold.Threshold;
import dev.faultline.load.threshold.ThresholdCheck;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {

    @ParameterizedTest(name = "aborted {0}, checks {1}, residue {2}: {3}")
    @CsvSource({
        ", MET, , PASS, the hypothesis holds: because MET",
        ", MET MET, , PASS, the hypothesis holds: because MET; because MET",
        ", MET VIOLATED, , FAIL, because VIOLATED",
        ", UNDECIDED VIOLATED, , FAIL, because VIOLATED",
        ", MET UNDECIDED, , INCONCLUSIVE, because UNDECIDED",
        ", MET NOT_APPLICABLE, , PASS, the hypothesis holds: because MET",
        ", NOT_APPLICABLE, , INCONCLUSIVE, no threshold of the hypothesis applies",
        ", '', , INCONCLUSIVE, no threshold of the hypothesis applies",
        ", MET, left, FAIL, left",
        ", VIOLATED, left, FAIL, left",
        "stopped, MET, , ABORTED, stopped",
        "stopped, VIOLATED, , ABORTED, stopped",
        "stopped, '', left, ABORTED, stopped; and left",
    })
    void harmComesFirstThenDoubt(
            String aborted, String rulings, String residue, Verdict.Outcome outcome, String reason) {
        List<ThresholdCheck> checks = Arrays.stream(rulings.split(" "))
                .filter(ruling -> !ruling.isEmpty())
                .map(ruling -> new ThresholdCheck(
                        Threshold.of("p50 < 1s"),
                        ThresholdCheck.Ruling.valueOf(ruling),
                        null,
                        null,
                        "because " + ruling))
                .toList();
        assertEquals(
                new Verdict(outcome, reason),
                Verdict.on(
                        aborted == null ? null : new EndReason.Requested(aborted),
                        () -> Verdict.on(checks),
                        residue == null ? List.of() : List.of(residue),
                        List.of()));
    }

    @ParameterizedTest
    @CsvSource({"PASS, 0", "FAIL, 99", "INCONCLUSIVE, 98", "ABORTED, 105"})
    void exitCodesAreThoseOfTheDesign(Verdict.Outcome outcome, int code) {
        assertEquals(code, outcome.exitCode());
    }
}
