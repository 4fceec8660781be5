// Visibility polygons by CGAL's triangular expansion: the peer, in its own language.
//
//   cgal_visibility WALLS CAMERAS
//
// reads walls (x y x y) and cameras (x y), both files of little-endian doubles, says what it was
// built with, and then answers one request a line, so that a caller can take turns with others:
//
//   city                   one arrangement of all walls      -> seconds walls faces
//   views FROM TO          views of these cameras in it      -> seconds corners
//   local FROM TO REACH    an arrangement for each camera,
//                          of the walls that may be within
//                          reach, and the view in it         -> seconds corners
//   polygon CAMERA         the view of one in the city       -> x y x y ...
//   memory                                                   -> peak resident bytes
//
// Seconds are the processor's. A view is a polygon in memory, as the library hands it over. The
// library cannot limit a view to a reach or a field of view. In the city it is therefore unlimited:
// triangular expansion looks only at what is seen, never behind it, so that a limit could save it
// little; whoever compares areas cuts the polygons afterwards, outside the time. Which walls are
// near a camera is looked up before the clock starts, to the peer's advantage.
//
// With -DEXACT constructions are exact; else only predicates are.

#ifdef EXACT
#include <CGAL/Exact_predicates_exact_constructions_kernel.h>
using Kernel = CGAL::Exact_predicates_exact_constructions_kernel;
constexpr const char *KERNEL = "Exact_predicates_exact_constructions_kernel";
#else
#include <CGAL/Exact_predicates_inexact_constructions_kernel.h>
using Kernel = CGAL::Exact_predicates_inexact_constructions_kernel;
constexpr const char *KERNEL = "Exact_predicates_inexact_constructions_kernel";
#endif

#include <CGAL/Arr_segment_traits_2.h>
#include <CGAL/Arrangement_2.h>
#include <CGAL/Triangular_expansion_visibility_2.h>
#include <CGAL/version.h>

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

using Point = Kernel::Point_2;
using Segment = Kernel::Segment_2;
using Arrangement = CGAL::Arrangement_2<CGAL::Arr_segment_traits_2<Kernel>>;
using Expansion = CGAL::Triangular_expansion_visibility_2<Arrangement>;

struct Camera {
  double x, y;
};

struct Wall {
  double px, py, qx, qy;

  // Whether its bounding box meets the square about a camera.
  bool near(const Camera &camera, double reach) const {
    return std::max(px, qx) >= camera.x - reach && std::min(px, qx) <= camera.x + reach &&
           std::max(py, qy) >= camera.y - reach && std::min(py, qy) <= camera.y + reach;
  }
};

template <class Row>
std::vector<Row> read(const char *path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) throw std::runtime_error(std::string("cannot be read: ") + path);
  const std::size_t size = file.tellg();
  if (size % sizeof(Row) != 0) throw std::runtime_error(std::string("cut off: ") + path);
  std::vector<Row> rows(size / sizeof(Row));
  file.seekg(0);
  file.read(reinterpret_cast<char *>(rows.data()), size);
  return rows;
}

// Seconds of the processor, which other programs do not use up.
double seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

// What stands on the ground, ready for queries.
class Scene {
 public:
  // Walls inside a box that lies `margin` beyond them and the camera: open ground must be bounded.
  Scene(const std::vector<Wall> &walls, const Camera &camera, double margin) {
    double x0 = camera.x, y0 = camera.y, x1 = camera.x, y1 = camera.y;
    std::vector<Segment> segments;
    segments.reserve(walls.size() + 4);
    for (const Wall &wall : walls) {
      segments.emplace_back(Point(wall.px, wall.py), Point(wall.qx, wall.qy));
      x0 = std::min({x0, wall.px, wall.qx});
      y0 = std::min({y0, wall.py, wall.qy});
      x1 = std::max({x1, wall.px, wall.qx});
      y1 = std::max({y1, wall.py, wall.qy});
    }
    x0 -= margin, y0 -= margin, x1 += margin, y1 += margin;
    const Point corners[] = {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}};
    for (int i = 0; i < 4; ++i) segments.emplace_back(corners[i], corners[(i + 1) % 4]);
    CGAL::insert(ground_, segments.begin(), segments.end());
    inside_ = ground_.faces_begin();
    if (inside_->is_unbounded()) ++inside_;
    expansion_.attach(ground_);
  }

  // The library triangulates everything at the first query, and takes the face only to check it.
  std::size_t view(const Camera &camera, Arrangement &seen) const {
    expansion_.compute_visibility(Point(camera.x, camera.y), inside_, seen);
    return seen.number_of_vertices();
  }

  std::size_t walls() const { return ground_.number_of_edges(); }
  std::size_t faces() const { return ground_.number_of_faces(); }

 private:
  Arrangement ground_;
  Arrangement::Face_const_handle inside_;
  Expansion expansion_;
};

class Bench {
 public:
  Bench(std::vector<Wall> walls, std::vector<Camera> cameras)
      : walls_(std::move(walls)), cameras_(std::move(cameras)) {}

  void answer(const std::string &line) {
    std::istringstream words(line);
    std::string request;
    std::size_t from = 0, to = 0;
    double reach = 0.0;
    words >> request;
    if (request == "city") {
      const double begun = seconds();
      Arrangement seen;
      city_ = std::make_unique<Scene>(walls_, cameras_.at(0), 1000.0);
      city_->view(cameras_.at(0), seen);
      std::printf("%.9f %zu %zu\n", seconds() - begun, city_->walls(), city_->faces());
    } else if (request == "views" && words >> from >> to && city_) {
      std::size_t corners = 0;
      const double begun = seconds();
      for (std::size_t i = from; i < to; ++i) {
        Arrangement seen;
        corners += city_->view(cameras_.at(i), seen);
      }
      std::printf("%.9f %zu\n", seconds() - begun, corners);
    } else if (request == "local" && words >> from >> to >> reach) {
      std::vector<std::vector<Wall>> near(to - from);
      for (std::size_t i = from; i < to; ++i)
        for (const Wall &wall : walls_)
          if (wall.near(cameras_.at(i), reach)) near[i - from].push_back(wall);
      std::size_t corners = 0;
      const double begun = seconds();
      for (std::size_t i = from; i < to; ++i) {
        Arrangement seen;
        corners += Scene(near[i - from], cameras_[i], 2 * reach).view(cameras_[i], seen);
      }
      std::printf("%.9f %zu\n", seconds() - begun, corners);
    } else if (request == "polygon" && words >> from && city_) {
      Arrangement seen;
      city_->view(cameras_.at(from), seen);
      auto face = seen.faces_begin();
      if (face->is_unbounded()) ++face;
      const auto first = face->outer_ccb();
      auto edge = first;
      do {
        const Point &point = edge->source()->point();
        std::printf("%.17g %.17g ", CGAL::to_double(point.x()), CGAL::to_double(point.y()));
      } while (++edge != first);
      std::printf("\n");
    } else if (request == "memory") {
      rusage usage;
      getrusage(RUSAGE_SELF, &usage);
      std::printf("%ld\n", usage.ru_maxrss * 1024L);
    } else {
      throw std::runtime_error("no such request, or no city yet: " + line);
    }
  }

 private:
  std::vector<Wall> walls_;
  std::vector<Camera> cameras_;
  std::unique_ptr<Scene> city_;
};

int main(int argc, char **argv) try {
  if (argc != 3) throw std::runtime_error("usage: cgal_visibility WALLS CAMERAS");
  Bench bench(read<Wall>(argv[1]), read<Camera>(argv[2]));
  std::printf("CGAL %s, %s, g++ %s %s\n", CGAL_VERSION_STR, KERNEL, __VERSION__, FLAGS);
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
    bench.answer(line);
    std::fflush(stdout);
  }
  return 0;
} catch (const std::exception &fault) {
  std::fprintf(stderr, "cgal_visibility: %s\n", fault.what());
  return 1;
}
