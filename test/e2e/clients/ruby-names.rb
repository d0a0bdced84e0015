# Brings every connection to the relay, whatever host was asked for: the SDK keeps AWS's own names in its requests and in
# TLS, and no name is looked up.
require "net/http"
require "socket"

RELAY_PORT = Integer(ENV.fetch("RELAY_PORT"))

class TCPSocket
  class << self
    alias_method :open_anywhere, :open

    def open(_host, _port, *_local, **_options)
      open_anywhere("127.0.0.1", RELAY_PORT)
    end
  end
end

class Socket
  class << self
    alias_method :tcp_anywhere, :tcp

    def tcp(_host, _port, *_local, **_options, &block)
      tcp_anywhere("127.0.0.1", RELAY_PORT, &block)
    end
  end
end
