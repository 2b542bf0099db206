/**
 * Looks at the image as it was built: what it says of itself, what lies in its layers, and whether
 * it runs. The image is made by this module's pom; what is in it comes from {@code daemon/app}.
 * Terraform's modules and the systemd unit count on its layout.
 */
@NullMarked
package dev.tailrace.image;

import org.jspecify.annotations.NullMarked;
