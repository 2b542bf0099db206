package dev.tailrace.sink.postgres;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Stands between a sink and the server, counts what the sink asks for, and breaks one of its
 * connections at a given place. It speaks the protocol's frames: a type, a length, a body.
 */
final class Wire implements AutoCloseable {
  /** What happens at the place. */
  enum Fault {
    /** The connection is cut and the server never hears the statement. */
    CUT_BEFORE,
    /** The server carries the statement out, and then the connection is cut. */
    CUT_AFTER,
    /** The server's process is told to end, and then sent the statement. */
    TERMINATED_BEFORE
  }

  private final ServerSocket door;
  private final int serverPort;
  private Fault fault = Fault.CUT_BEFORE;
  private int countdown;

  Wire(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.door = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Breaks the connection at the statement of that number, counted from now, 1 for the next. */
  synchronized void arm(Fault newFault, int statement) {
    fault = newFault;
    countdown = statement;
  }

  /** Breaks nothing any more; false when something was broken before. */
  synchronized boolean disarm() {
    boolean armed = countdown > 0;
    countdown = 0;
    return armed;
  }

  private synchronized boolean isNow() {
    return countdown > 0 && --countdown == 0;
  }

  private synchronized Fault fault() {
    return fault;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), serverPort));
        Thread.ofVirtual().start(() -> link.run(link::answers));
        Thread.ofVirtual().start(() -> link.run(link::questions));
      }
    } catch (IOException e) {
      // Closed.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }

  /** Moves frames in one direction until it can't. */
  @FunctionalInterface
  private interface Pump {
    void run() throws IOException;
  }

  private static final class Frame {
    private final byte type;
    private final byte[] body;

    Frame(byte type, byte[] body) {
      this.type = type;
      this.body = body;
    }

    byte type() {
      return type;
    }

    /** The number that the body begins with. */
    int number() {
      return ByteBuffer.wrap(body).getInt();
    }

    static Frame read(DataInputStream in) throws IOException {
      byte type = in.readByte();
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      return new Frame(type, body);
    }

    void write(DataOutputStream out, boolean more) throws IOException {
      out.writeByte(type);
      out.writeInt(body.length + 4);
      out.write(body);
      if (!more) {
        out.flush();
      }
    }
  }

  /** One connection. */
  private final class Link {
    private final Socket client;
    private final Socket server;
    private volatile boolean mute;
    private volatile int process;

    Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void run(Pump pump) {
      try (client;
          server) {
        pump.run();
      } catch (IOException e) {
        // One side has gone, and so does the other.
        return;
      }
    }

    private void answers() throws IOException {
      DataInputStream in = in(server);
      DataOutputStream out = out(client);
      while (true) {
        Frame frame = Frame.read(in);
        if (frame.type() == 'K') {
          process = frame.number();
        }
        boolean end = frame.type() == 'Z' || frame.type() == 'G';
        if (mute && end) {
          return;
        }
        if (!mute) {
          frame.write(out, in.available() > 0);
        }
      }
    }

    private void questions() throws IOException {
      DataInputStream in = in(client);
      DataOutputStream out = out(server);
      int length = in.readInt();
      byte[] startup = new byte[length - 4];
      in.readFully(startup);
      out.writeInt(length);
      out.write(startup);
      out.flush();
      while (true) {
        Frame frame = Frame.read(in);
        boolean asks = frame.type() == 'S' || frame.type() == 'Q' || frame.type() == 'c';
        if (asks && isNow() && !survives()) {
          return;
        }
        frame.write(out, in.available() > 0);
      }
    }

    private boolean survives() {
      return switch (fault()) {
        case CUT_BEFORE -> false;
        case CUT_AFTER -> {
          mute = true;
          yield true;
        }
        case TERMINATED_BEFORE -> {
          Server.one().execute("SELECT pg_terminate_backend(" + process + ", 20000)");
          yield true;
        }
      };
    }
  }

  private static DataInputStream in(Socket socket) throws IOException {
    return new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  private static DataOutputStream out(Socket socket) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
  }
}
