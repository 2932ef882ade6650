package dev.faultline.load.measure;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts and times of some attempts and requests: of a second, of a phase, of a run. Tallies add up and subtract without
 * loss, in any order. Written by one thread; once handed to others it must not be written any more.
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays in memory, on the hot path; nothing is stored or sent by them
public final class Tally {

    private static final int ANSWERERS = Answerer.values().length;

    /** By class and answerer; what never occurred takes no place. */
    private final @Nullable Cell[] cells = new @Nullable Cell[ResultClass.values().length * ANSWERERS];

    private final long[] shed = new long[Shed.values().length];
    private final Cell requests;
    private final Times service;
    private final Times lag;
    private long arrivals;
    private long retries;
    private long retriesDenied;

    /** Creates an empty tally. */
    public Tally() {
        this(new Cell(), new OpenTimes(), new OpenTimes());
    }

    private Tally(Cell requests, Times service, Times lag) {
        this.requests = requests;
        this.service = service;
        this.lag = lag;
    }

    /** Counts an arrival: a request that came due, whatever became of it. */
    public void arrived() {
        arrivals++;
    }

    /** Records an attempt that was sent and has ended. */
    public void record(Instants instants, Result result) {
        cell(result.resultClass().ordinal() * ANSWERERS + result.answerer().ordinal())
                .record(instants.latencyNanos(), result.success());
        service.record(instants.serviceNanos());
        lag.record(instants.lagNanos());
    }

    /** Records the end of a request: from when it was due to the end of its last attempt. */
    public void request(long latencyNanos, boolean success) {
        requests.record(latencyNanos, success);
    }

    /** Counts an attempt that repeats a failed one. */
    public void retried() {
        retries++;
    }

    /** Counts a failed attempt that was not repeated since the budget was spent. */
    public void retryDenied() {
        retriesDenied++;
    }

    /** Counts an arrival that was never sent. */
    public void shed(Shed why) {
        shed[why.ordinal()]++;
    }

    /** Adds all that the other tally holds. */
    public void add(Tally other) {
        for (int i = 0; i < cells.length; i++) {
            Cell more = other.cells[i];
            if (more != null && more.count() > 0) {
                cell(i).add(more);
            }
        }
        requests.add(other.requests);
        service.add(other.service);
        lag.add(other.lag);
        count(other, 1);
    }

    /** Takes away all that the other tally holds, which must have been added before. */
    public void subtract(Tally other) {
        for (int i = 0; i < cells.length; i++) {
            Cell less = other.cells[i];
            if (less != null && less.count() > 0) {
                cell(i).subtract(less);
            }
        }
        requests.subtract(other.requests);
        service.subtract(other.service);
        lag.subtract(other.lag);
        count(other, -1);
    }

    /** Forgets everything, but keeps the room that it took. */
    public void reset() {
        for (Cell cell : cells) {
            if (cell != null) {
                cell.reset();
            }
        }
        requests.reset();
        service.reset();
        lag.reset();
        Arrays.fill(shed, 0);
        arrivals = 0;
        retries = 0;
        retriesDenied = 0;
    }

    /** Returns a copy that is small to keep, a few KB instead of half a megabyte, and can't be written. */
    public Tally packed() {
        Tally copy = new Tally(requests.packed(), service.packed(), lag.packed());
        for (int i = 0; i < cells.length; i++) {
            Cell cell = cells[i];
            copy.cells[i] = cell == null || cell.count() == 0 ? null : cell.packed();
        }
        copy.count(this, 1);
        return copy;
    }

    /** Returns a copy that may be written. */
    public Tally copy() {
        Tally copy = new Tally();
        copy.add(this);
        return copy;
    }

    /** Returns what came of that scope. */
    public Selection select(Scope scope) {
        if (scope instanceof Scope.Requests) {
            return new Selection(
                    requests.count(),
                    requests.succeeded(),
                    new Latencies(requests.latency().histogram()));
        }
        Times latency = new OpenTimes();
        long[] succeeded = new long[1];
        forEachCell(scope, cell -> {
            latency.add(cell.latency());
            succeeded[0] += cell.succeeded();
        });
        return new Selection(latency.count(), succeeded[0], new Latencies(latency.histogram()));
    }

    /** Returns how many attempts or requests of that scope have ended. */
    public long count(Scope scope) {
        if (scope instanceof Scope.Requests) {
            return requests.count();
        }
        long[] count = new long[1];
        forEachCell(scope, cell -> count[0] += cell.count());
        return count[0];
    }

    /** Returns how many attempts or requests of that scope succeeded. */
    public long succeeded(Scope scope) {
        if (scope instanceof Scope.Requests) {
            return requests.succeeded();
        }
        long[] succeeded = new long[1];
        forEachCell(scope, cell -> succeeded[0] += cell.succeeded());
        return succeeded[0];
    }

    /** Returns how many attempts were sent and have ended. */
    public long sent() {
        return count(Scope.ATTEMPTS);
    }

    /** Returns how many attempts ended in that class; of {@link ResultClass#SHED} how many arrivals were not sent. */
    public long count(ResultClass resultClass) {
        return resultClass == ResultClass.SHED ? Arrays.stream(shed).sum() : count(new Scope.In(resultClass));
    }

    /** Returns how many attempts ended in that class and were answered by that party. */
    public long count(ResultClass resultClass, Answerer answerer) {
        Cell cell = cells[resultClass.ordinal() * ANSWERERS + answerer.ordinal()];
        return cell == null ? 0 : cell.count();
    }

    /** Returns how many arrivals were not sent for that reason. */
    public long count(Shed why) {
        return shed[why.ordinal()];
    }

    /** Returns the classes that occurred and their counts. */
    public Map<ResultClass, Long> classes() {
        Map<ResultClass, Long> counts = new EnumMap<>(ResultClass.class);
        for (ResultClass resultClass : ResultClass.values()) {
            long count = count(resultClass);
            if (count > 0) {
                counts.put(resultClass, count);
            }
        }
        return counts;
    }

    /** Returns how many requests came due. */
    public long arrivals() {
        return arrivals;
    }

    /** Returns how many attempts repeated a failed one. */
    public long retries() {
        return retries;
    }

    /** Returns how many failed attempts were not repeated since the budget was spent. */
    public long retriesDenied() {
        return retriesDenied;
    }

    /** Returns the times from the granted connection to the end. */
    public Latencies service() {
        return new Latencies(service.histogram());
    }

    /** Returns how late the client was at sending. */
    public Latencies lag() {
        return new Latencies(lag.histogram());
    }

    /** Returns about how much memory it takes. */
    public long footprintBytes() {
        long bytes = requests.footprintBytes() + service.footprintBytes() + lag.footprintBytes();
        for (Cell cell : cells) {
            bytes += cell == null ? 0 : cell.footprintBytes();
        }
        return bytes;
    }

    private void forEachCell(Scope scope, Consumer<Cell> action) {
        for (int i = 0; i < cells.length; i++) {
            Cell cell = cells[i];
            if (cell != null && holds(scope, i)) {
                action.accept(cell);
            }
        }
    }

    private static boolean holds(Scope scope, int cell) {
        if (scope instanceof Scope.By by) {
            return cell % ANSWERERS == by.answerer().ordinal();
        }
        return !(scope instanceof Scope.In in)
                || cell / ANSWERERS == in.resultClass().ordinal();
    }

    private Cell cell(int index) {
        Cell cell = cells[index];
        if (cell == null) {
            cell = new Cell();
            cells[index] = cell;
        }
        return cell;
    }

    private void count(Tally other, int sign) {
        for (int i = 0; i < shed.length; i++) {
            shed[i] += sign * other.shed[i];
        }
        arrivals += sign * other.arrivals;
        retries += sign * other.retries;
        retriesDenied += sign * other.retriesDenied;
    }
}
