/**
 * Which backend gets which share of a Service's traffic. In comes the manifest that a mesh would be given ({@link
 * RouteManifest}) and changes of weights, out comes a {@link Backend} for each request and the shares to expect ({@link
 * ExpectedShare}). Begin with {@link SplitControl}, which a mesh implements too; {@link EmbeddedSplit} stands in for
 * one, by the rules of a {@link Route} and the weights of a {@link Split}.
 */
@NullMarked
package dev.faultline.load.split;

import org.jspecify.annotations.NullMarked;
