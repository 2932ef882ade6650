package dev.faultline.load.doctor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Whether another route matches the same requests. */
record RivalRoutes() implements Check {

    @Override
    public String name() {
        return "rival-routes";
    }

    @Override
    public String why() {
        return "Routes of one Service do not add up: of two that match the same requests only the older counts.";
    }

    @Override
    public String fine() {
        return "No other route matches the same requests.";
    }

    @Override
    public List<Resource> needs() {
        return List.of(Resource.HTTP_ROUTES, Resource.GRPC_ROUTES, Resource.POLICY_ROUTES);
    }

    @Override
    public List<Trouble> troubles(ClusterView view) {
        List<Trouble> troubles = new ArrayList<>();
        for (boolean grpc : new boolean[] {false, true}) {
            List<Route> byAge = view.routes().stream()
                    .filter(route -> route.isGrpc() == grpc)
                    .sorted(Route.WHO_WINS)
                    .toList();
            for (int older = 0; older < byAge.size(); older++) {
                for (int younger = older + 1; younger < byAge.size(); younger++) {
                    look(byAge.get(older), byAge.get(younger), view).ifPresent(troubles::add);
                }
            }
        }
        return troubles;
    }

    private static Optional<Trouble> look(Route older, Route younger, ClusterView view) {
        if (Collections.disjoint(older.matches(), younger.matches())) {
            return Optional.empty();
        }
        boolean dead = isMeant(younger, view) && !isMeant(older, view);
        String found = title(older) + " wins over " + title(younger) + ": they match the same requests, and it "
                + (older.object().created().equals(younger.object().created()) ? "comes first by name" : "is older")
                + (dead ? "; give the fault's rule a match of its own, or take one route away" : "");
        String mend = (dead ? older : younger).object().kubectl("delete");
        return Optional.of(dead ? Trouble.problem(found, mend) : Trouble.warning(found, mend));
    }

    /** Which one is to win: ours, or where nothing is marked the one with the injector. */
    private static boolean isMeant(Route route, ClusterView view) {
        return view.isOurs(route.object()) || route.sendsTo(view.subject().injector());
    }

    private static String title(Route route) {
        return route.object().title() + " in namespace " + route.object().namespace();
    }
}
