package dev.faultline.platform.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.faultline.platform.wire.InvalidValue;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two that race for a lease, on one clock that passes when the test says so. */
@Timeout(60)
class LeadershipTest {

    private static final String NAME = "load-client";

    private final MockCluster cluster = new MockCluster();
    private final KubernetesClient client = cluster.client();
    private final List<Leadership> all = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private Instant wall = Instant.parse("2026-11-23T08:00:00Z");
    private long nanos = Long.MAX_VALUE - 5_000_000_000L;
    private final Leadership a = process("pod-a/1", "http://10.0.0.1:8080");
    private final Leadership b = process("pod-b/1", "http://10.0.0.2:8080");

    @AfterEach
    void close() {
        all.forEach(Leadership::close);
        client.close();
        cluster.close();
    }

    private Leadership process(String name, String address) {
        Leadership made =
                Leadership.of(NAME, new Leadership.Candidate(name, address), cluster::client, () -> wall, () -> nanos);
        made.race().appoint(new Leadership.Office() {
            @Override
            public void begin() {
                told.add(name + " begins");
            }

            @Override
            public void lost(String why, Duration left) {
                told.add(name + " has " + left.toMillis() + " ms: " + why);
            }
        });
        all.add(made);
        return made;
    }

    private void pass(Duration duration) {
        nanos += duration.toNanos();
        wall = wall.plus(duration);
    }

    private void rounds(Duration duration, Leadership... some) {
        for (long second = 0; second < duration.toSeconds(); second++) {
            pass(Duration.ofSeconds(1));
            for (Leadership each : some) {
                each.race().round();
                each.race().check();
                each.race().act();
            }
        }
    }

    private Lease lease() {
        return client.leases().inNamespace(MockCluster.NAMESPACE).withName(NAME).get();
    }

    @Test
    void theFirstLeadsAndTheOtherKnowsWhere() {
        assertEquals(Optional.of("nobody leads just now; this process stands by"), a.whyNot());
        a.race().round();
        b.race().round();
        assertTrue(a.isLeading());
        assertFalse(b.isLeading());
        assertEquals(
                Optional.of("this process has just begun to lead: it still reads what the last one has left"),
                a.whyNot());
        a.race().act();
        b.race().act();
        assertEquals(Optional.empty(), a.whyNot());
        assertEquals(
                Optional.of("pod-a at http://10.0.0.1:8080 leads, and takes changes; this process stands by"),
                b.whyNot());
        assertEquals(List.of("pod-a/1 begins"), told);
        assertEquals(List.of(1L, 1L), List.of(a.term(), b.term()));
        assertEquals("pod-a/1@http://10.0.0.1:8080", lease().getSpec().getHolderIdentity());
    }

    @Test
    void whoRenewsGoesOn() {
        rounds(Duration.ofMinutes(2), a, b);
        assertTrue(a.isLeading());
        assertEquals(List.of("pod-a/1 begins"), told, "once");
        assertEquals(1, b.term());
        assertEquals(
                Instant.parse("2026-11-23T08:00:01Z"),
                lease().getSpec().getAcquireTime().toInstant());
    }

    /** However wrong the clock of the one that was killed goes. */
    @ParameterizedTest
    @ValueSource(ints = {-3600, 0, 3600})
    void tenSecondsAfterTheLastRenewalTheOtherLeads(int skew) {
        wall = wall.plusSeconds(skew);
        rounds(Duration.ofSeconds(5), a, b);
        wall = wall.minusSeconds(skew);
        rounds(Duration.ofSeconds(9), b);
        assertFalse(b.isLeading());
        assertFalse(a.isLeading(), "it could not renew either");
        rounds(Duration.ofSeconds(3), b);
        assertTrue(b.isLeading(), "12 s after it was killed at the latest");
        assertEquals(2, b.term());
        assertEquals("pod-b", b.leader().map(Leadership.Candidate::name).orElse(""));
    }

    @Test
    void whoCannotRenewForSevenSecondsHasThreeToUndoWhatItDid() {
        rounds(Duration.ofSeconds(1), a);
        cluster.goAway();
        pass(Duration.ofMillis(6_900));
        a.race().round();
        a.race().check();
        assertTrue(a.isLeading());
        pass(Duration.ofMillis(100));
        assertFalse(a.isLeading(), "whether or not anybody has looked");
        a.race().check();
        a.race().check();
        assertEquals(2, told.size(), told::toString);
        assertTrue(
                told.get(1)
                        .startsWith("pod-a/1 has 3000 ms: the lease load-client was not renewed for 7 s: can't get"
                                + " leases/load-client in namespace test: the API server can't be reached ("),
                told.get(1));
    }

    /** It was stopped, or its machine was: it must not write what would tell the other that it leads. */
    @Test
    void whoWakesWhenAnotherLeadsHasNoTimeLeft() {
        rounds(Duration.ofSeconds(2), a, b);
        rounds(Duration.ofSeconds(12), b);
        assertTrue(b.isLeading());
        a.race().check();
        assertEquals(3, told.size(), told::toString);
        assertTrue(told.get(2).startsWith("pod-a/1 has -"), told.get(2));
        a.race().round();
        assertEquals("pod-b/1@http://10.0.0.2:8080", lease().getSpec().getHolderIdentity());
        rounds(Duration.ofSeconds(30), b);
        assertTrue(b.isLeading());
    }

    @Test
    void aLeaseThatAnotherHasTakenIsLostAtOnce() {
        rounds(Duration.ofSeconds(1), a);
        var unused = client.leases()
                .inNamespace(MockCluster.NAMESPACE)
                .withName(NAME)
                .edit(lease -> {
                    lease.getSpec().setHolderIdentity("somebody");
                    return lease;
                });
        rounds(Duration.ofSeconds(2), a);
        assertEquals("pod-a/1 has 0 ms: somebody has taken the lease load-client", told.get(1));
        assertEquals(Optional.empty(), a.leader(), "where it is nobody can tell");
    }

    @Test
    void whoEndsHasTheOtherLeadAtOnce() {
        rounds(Duration.ofSeconds(3), a, b);
        a.close();
        assertFalse(a.isLeading());
        b.race().round();
        assertTrue(b.isLeading());
        assertEquals(2, b.term());
    }

    @Test
    void aLeaseThatIsDeletedIsMadeAnewByWhoHadIt() {
        rounds(Duration.ofSeconds(3), a, b);
        var unused = client.leases()
                .inNamespace(MockCluster.NAMESPACE)
                .withName(NAME)
                .delete();
        rounds(Duration.ofSeconds(2), a);
        rounds(Duration.ofSeconds(20), a, b);
        assertTrue(a.isLeading());
        assertFalse(b.isLeading());
        assertEquals(2, a.term(), "it never goes back");
    }

    @Test
    void ofTwoThatFindItFreeOneLeads() {
        for (int i = 0; i < 20; i++) {
            Leadership one = process("pod-a/" + i, "http://10.0.0.1:8080");
            Leadership other = process("pod-b/" + i, "http://10.0.0.2:8080");
            CompletableFuture<Void> round = CompletableFuture.runAsync(one.race()::round);
            other.race().round();
            round.join();
            assertNotEquals(one.isLeading(), other.isLeading(), () -> String.valueOf(lease()));
            (one.isLeading() ? one : other).close();
        }
        assertEquals(20, lease().getSpec().getLeaseTransitions() + 1);
    }

    @Test
    void whatCannotBeBegunIsBegunAgain() {
        AtomicInteger asked = new AtomicInteger();
        Leadership real = Leadership.of(
                "other",
                new Leadership.Candidate("pod-c/1", "http://10.0.0.3:8080"),
                cluster::client,
                Instant::now,
                System::nanoTime);
        all.add(real);
        real.begin(new Leadership.Office() {
            @Override
            public void begin() {
                if (asked.incrementAndGet() < 2) {
                    throw new IllegalStateException("not yet");
                }
            }

            @Override
            public void lost(String why, Duration left) {
                throw new AssertionError(why);
            }
        });
        await().until(() -> real.whyNot().isEmpty());
        assertEquals(2, asked.get());
        real.close();
        assertEquals(
                "",
                Optional.ofNullable(client.leases()
                                .inNamespace(MockCluster.NAMESPACE)
                                .withName("other")
                                .get()
                                .getSpec()
                                .getHolderIdentity())
                        .orElse(""));
    }

    @Test
    void whoIsAloneLeadsAtOnce() {
        Leadership alone = Leadership.alone();
        assertTrue(alone.isLeading());
        assertEquals(Optional.empty(), alone.whyNot());
        assertEquals(Optional.empty(), alone.leader());
        assertEquals(0, alone.term());
        alone.begin(new Leadership.Office() {
            @Override
            public void begin() {
                told.add("begins");
            }

            @Override
            public void lost(String why, Duration left) {
                throw new AssertionError(why);
            }
        });
        alone.close();
        assertEquals(List.of("begins"), told);
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.1.2.3:8080, http://10.1.2.3:8080",
        "http://10.1.2.3:8080/, http://10.1.2.3:8080",
        "https://load-client-0.load-client:8080, https://load-client-0.load-client:8080",
        "http://[fd00::1]:8080, http://[fd00::1]:8080",
        "http://fd00::1:8080, http://[fd00::1]:8080",
    })
    void anAddressIsKeptAsOthersCallIt(String written, String kept) {
        Leadership.Candidate candidate = new Leadership.Candidate("pod/1-a", written);
        assertEquals(kept, candidate.address());
        assertEquals(Optional.of(candidate), Leadership.Candidate.named(candidate.identity()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.1.2.3:8080",
                "http://10.1.2.3",
                "ftp://10.1.2.3:8080",
                "http://user@10.1.2.3:8080",
                "http://10.1.2.3:8080/api",
                "http://10.1.2.3:8080?x",
                "http:// :8080"
            })
    void whatIsNoAddressIsRefused(String written) {
        assertThrows(InvalidValue.class, () -> new Leadership.Candidate("pod/1", written));
        assertEquals(Optional.empty(), Leadership.Candidate.named("pod/1@" + written));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Load", "a/b", "-a"})
    void whatCanBeNoLeaseIsRefused(String name) {
        Leadership.Candidate self = new Leadership.Candidate("pod/1", "http://10.1.2.3:8080");
        assertThrows(InvalidValue.class, () -> Leadership.of(name, self));
    }
}
