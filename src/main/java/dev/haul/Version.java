package dev.haul;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. Only the command line needs picocli, a host does not. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"haul " + Release.text()};
  }
}
