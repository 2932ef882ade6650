package dev.faultline.experiment;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.faultline.experiment", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule IT_STANDS_ON_LEARNING_THE_LOAD_ENGINE_AND_THE_PLATFORM = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("dev.faultline..")
                    .and(resideOutsideOfPackages(
                            "dev.faultline.experiment..",
                            "dev.faultline.learn..",
                            "dev.faultline.load..",
                            "dev.faultline.platform..")));

    @ArchTest
    static final ArchRule IT_ACTS_THROUGH_ITS_PORTS_ONLY = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "jakarta..",
                            "io.quarkus..",
                            "io.vertx..",
                            "io.netty..",
                            "io.fabric8..",
                            "..load.http..",
                            "..platform.cluster..")
                    .and(resideOutsideOfPackage("io.quarkus.qute")));

    /** The engine of templates is a library of its own: it knows nothing of Quarkus, and starts nothing. */
    @ArchTest
    static final ArchRule PAGES_ALONE_ARE_MADE_OF_TEMPLATES = noClasses()
            .that()
            .resideOutsideOfPackage("..report.html..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.quarkus.qute..");

    @ArchTest
    static final ArchRule CHAPTERS_HAVE_NO_CYCLES_THE_ROOT_INCLUDED =
            slices().matching("dev.faultline.(**)").should().beFreeOfCycles();
}
